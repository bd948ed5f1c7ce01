// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evals on the pictures of a message.
#include "base/text.h"
#include "eval_argument.h"
#include "examination.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

Result<std::string> image_type(const EvalArguments& arguments)
{
    const std::string type = text_argument(arguments, 0);
    if (Images().of(type) == nullptr)
        return permanent(text::cat("no pictures of type ", type));
    return type;
}

Result<Eval> in_range(const EvalArguments& arguments,
                      double (*figure)(const ImageCount& images))
{
    const auto type = image_type(arguments);
    if (!type) return type.error();
    const double least = number_argument(arguments, 1).value_or(0);
    const auto most = number_argument(arguments, 2);
    return Eval([=, name = *type](Examination& mail) {
        const double value = figure(*mail.images().of(name));
        return hit(value >= least && (!most || value <= *most));
    });
}

Result<Eval> image_count(const EvalArguments& arguments)
{
    return in_range(arguments, [](const ImageCount& images) {
        return static_cast<double>(images.count);
    });
}

Result<Eval> pixel_coverage(const EvalArguments& arguments)
{
    return in_range(arguments, [](const ImageCount& images) { return images.area; });
}

// Bytes of text to square pixels. The same function serves body and rawbody rules, and
// either means its own text; rendered text is what tells them apart.
Result<Eval> text_ratio(const EvalArguments& arguments, bool raw)
{
    const auto type = image_type(arguments);
    if (!type) return type.error();
    const double least = number_argument(arguments, 1).value_or(0);
    const double below = number_argument(arguments, 2).value_or(0);
    return Eval([=, name = *type](Examination& mail) {
        std::size_t length = 0;
        for (const auto line : raw ? mail.raw_body() : mail.body())
            length += line.size();
        const double area = mail.images().of(name)->area;
        if (length == 0 || area <= 0) return 0.0;
        const double ratio = static_cast<double>(length) / area;
        return hit(ratio >= least && ratio < below);
    });
}

Result<Eval> image_to_text_ratio(const EvalArguments& arguments)
{
    return text_ratio(arguments, false);
}

Result<Eval> raw_image_to_text_ratio(const EvalArguments& arguments)
{
    return text_ratio(arguments, true);
}

Result<Eval> image_named(const EvalArguments& arguments)
{
    return Eval([name = text_argument(arguments, 0)](Examination& mail) {
        return hit(mail.images().names.contains(name));
    });
}

Result<Eval> image_size_exact(const EvalArguments& arguments)
{
    const auto type = image_type(arguments);
    if (!type) return type.error();
    const auto height =
        static_cast<std::size_t>(number_argument(arguments, 1).value_or(0));
    const auto width =
        static_cast<std::size_t>(number_argument(arguments, 2).value_or(0));
    return Eval([=, name = *type](Examination& mail) {
        return hit(mail.images().of(name)->sizes.contains({height, width}));
    });
}

Result<Eval> image_size_range(const EvalArguments& arguments)
{
    const auto type = image_type(arguments);
    if (!type) return type.error();
    const double least_height = number_argument(arguments, 1).value_or(0);
    const double least_width = number_argument(arguments, 2).value_or(0);
    const auto most_height = number_argument(arguments, 3);
    const auto most_width = number_argument(arguments, 4);
    return Eval([=, name = *type](Examination& mail) {
        const auto& sizes = mail.images().of(name)->sizes;
        return hit(std::any_of(sizes.begin(), sizes.end(), [&](const auto& size) {
            const auto height = static_cast<double>(size.first);
            const auto width = static_cast<double>(size.second);
            return height >= least_height && width >= least_width &&
                   (!most_height || height <= *most_height) &&
                   (!most_width || width <= *most_width);
        }));
    });
}

constexpr std::array entries{
    EvalEntry{"image_count", image_count},
    EvalEntry{"pixel_coverage", pixel_coverage},
    EvalEntry{"image_to_text_ratio", image_to_text_ratio},
    EvalEntry{"raw image_to_text_ratio", raw_image_to_text_ratio},
    EvalEntry{"image_named", image_named},
    EvalEntry{"image_size_exact", image_size_exact},
    EvalEntry{"image_size_range", image_size_range},
};

} // namespace

std::span<const EvalEntry> image_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
