// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "method.h"

#include "base/text.h"

namespace chainmail::smtp_out {

namespace {

using text::cat;

constexpr std::uint64_t highest_port = 65535;

Error unknown(std::string_view text)
{
    return permanent(cat("<",
                         text::printable(text, 100),
                         "> is no delivery method: write smtp:[ADDRESS]:PORT, "
                         "lmtp:[ADDRESS]:PORT, smtp:/SOCKET, lmtp:/SOCKET or "
                         "maildir:/DIRECTORY"));
}

bool is_port(std::string_view port)
{
    if (port == "*") return true;
    const auto number = text::to_number(port);
    return number && *number > 0 && *number <= highest_port;
}

// "[ADDRESS]:PORT", "NAME:PORT" or "*:PORT".
bool split_place(std::string_view place, Method& method)
{
    const bool bracketed = place.starts_with('[');
    const auto end = bracketed ? place.find(']') : place.find(':');
    if (end == std::string_view::npos) return false;
    method.host = place.substr(bracketed ? 1 : 0, end - (bracketed ? 1 : 0));
    const auto rest = place.substr(bracketed ? end + 1 : end);
    if (method.host.empty() || !rest.starts_with(':')) return false;
    method.port = rest.substr(1);
    return is_port(method.port);
}

} // namespace

Result<Method> parse_method(std::string_view text)
{
    Method method;
    method.text = text;
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return unknown(text);
    const auto scheme = text::lower(text.substr(0, colon));
    const auto place = text.substr(colon + 1);
    if (place.starts_with('/')) method.path = place;
    if (scheme == "maildir") {
        method.kind = Method::Kind::maildir;
        if (method.path.empty()) return unknown(text);
        return method;
    }
    if (scheme != "smtp" && scheme != "lmtp") return unknown(text);
    if (scheme == "lmtp") method.kind = Method::Kind::lmtp;
    if (method.path.empty() && !split_place(place, method)) return unknown(text);
    return method;
}

Result<Method> fill_in(Method method, const wire::Envelope& envelope)
{
    if (method.host != "*" && method.port != "*") return method;
    if (method.host == "*") method.host = envelope.peer;
    if (method.port == "*") {
        const auto colon = envelope.interface.rfind(':');
        const auto port =
            colon == std::string::npos
                ? std::nullopt
                : text::to_number(
                      std::string_view(envelope.interface).substr(colon + 1));
        if (port && *port < highest_port) method.port = std::to_string(*port + 1);
    }
    if (method.host.empty() || method.port == "*")
        return permanent(
            cat("<",
                method.text,
                "> cannot be filled in: the mail came in by ",
                envelope.interface.empty() ? "an unknown way" : envelope.interface));
    method.text = cat(method.kind == Method::Kind::lmtp ? "lmtp" : "smtp",
                      ":[",
                      method.host,
                      "]:",
                      method.port);
    return method;
}

} // namespace chainmail::smtp_out
