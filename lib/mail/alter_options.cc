// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "alter_options.h"

#include "base/text.h"
#include "mail/field.h"

#include <algorithm>
#include <array>

namespace chainmail::mail {

namespace {

using text::cat;

// About what altermime says of its work, or what has no meaning for a message that is
// read as MIME says.
constexpr std::array<std::string_view, 7> without_effect{"verbose",
                                                         "debug",
                                                         "log-stdout",
                                                         "log-stderr",
                                                         "log-syslog",
                                                         "no-qmail-bounce",
                                                         "multipart-insert"};

class Reader {
public:
    Result<AlterOptions> read(const std::vector<std::string>& arguments)
    {
        for (const auto& argument : arguments)
            take(argument);
        if (!change_.name.empty()) keep_change();
        const auto& o = options_;
        if (error_.empty() && !o.has_text() && o.new_fields.empty() &&
            o.changes.empty())
            error_ = "no option says what to add: --disclaimer=FILE does";
        if (!error_.empty()) return permanent(error_);
        return std::move(options_);
    }

private:
    void refuse(std::string what)
    {
        if (error_.empty()) error_ = std::move(what);
    }

    void take(std::string_view argument)
    {
        if (!argument.starts_with("--")) {
            refuse(cat("<", text::printable(argument, 80), "> is no option"));
            return;
        }
        argument.remove_prefix(2);
        const auto end = std::min(argument.find('='), argument.size());
        const auto name = argument.substr(0, end);
        const auto value = argument.substr(std::min(end + 1, argument.size()));
        if (take_switch(name) || take_file(name, value) || take_field(name, value))
            return;
        if (std::ranges::find(without_effect, name) == without_effect.end())
            refuse(cat("option --", text::printable(name, 80), " is not known here"));
    }

    bool take_switch(std::string_view name)
    {
        if (name == "htmltoo")
            options_.text_into_html = true;
        else if (name == "force-into-b64")
            options_.into_base64 = true;
        else if (name == "force-for-bad-html")
            options_.into_bad_html = true;
        else if (name == "altersigned")
            options_.into_signed = true;
        else
            return false;
        return true;
    }

    bool take_file(std::string_view name, std::string_view value)
    {
        std::string* file = nullptr;
        if (name == "disclaimer") file = &options_.text_file;
        if (name == "disclaimer-html") file = &options_.html_file;
        if (name == "disclaimer-b64") file = &options_.base64_file;
        if (file == nullptr) return false;
        if (!value.starts_with('/'))
            refuse(cat("option --", name, " needs the whole path of a file"));
        options_.into_base64 |= name == "disclaimer-b64";
        *file = value;
        return true;
    }

    bool take_field(std::string_view name, std::string_view value)
    {
        if (name == "xheader") {
            if (std::ranges::any_of(value, text::is_control) ||
                classify_line(value) != HeaderLine::field)
                refuse("option --xheader needs one header field");
            options_.new_fields.emplace_back(value);
        } else if (name == "alter-header") {
            if (!change_.name.empty()) keep_change();
            change_.name = value;
        } else if (name == "alter-with") {
            if (std::ranges::any_of(value, text::is_control))
                refuse("option --alter-with has a control character");
            change_.words = value;
        } else if (name == "alter-mode") {
            take_mode(value);
        } else {
            return false;
        }
        return true;
    }

    void take_mode(std::string_view mode)
    {
        using Mode = FieldChange::Mode;
        has_mode_ = true;
        if (mode == "prefix")
            change_.mode = Mode::prefix;
        else if (mode == "suffix")
            change_.mode = Mode::suffix;
        else if (mode == "replace")
            change_.mode = Mode::replace;
        else
            refuse("option --alter-mode is prefix, suffix or replace");
    }

    void keep_change()
    {
        if (change_.words.empty() || !has_mode_)
            refuse("option --alter-header needs --alter-with and --alter-mode");
        options_.changes.push_back(std::move(change_));
        change_ = {};
        has_mode_ = false;
    }

    AlterOptions options_;
    FieldChange change_; ///< not whole yet
    bool has_mode_ = false;
    std::string error_;
};

} // namespace

Result<AlterOptions> read_alter_options(const std::vector<std::string>& arguments)
{
    return Reader().read(arguments);
}

} // namespace chainmail::mail
