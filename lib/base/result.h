// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A value, or the reason why there is none. Errors are values here: made where the
// fact is known, worded once, turned into an exit status once (see exit_status).
#ifndef CHAINMAIL_BASE_RESULT_H
#define CHAINMAIL_BASE_RESULT_H

#include <string>
#include <utility>
#include <variant>

namespace chainmail {

/// What a failure means for the mail in hand.
enum class Fault {
    temporary, ///< trying again may help: 4xx, exit status 111
    permanent, ///< the input or the usage is wrong and stays wrong: exit status 100
    internal,  ///< our own contradiction, a bug: exit status 101
};

/// `what` is one line without a line end; it names the file and line where there is
/// one, and says what to do.
struct Error {
    Fault fault = Fault::internal;
    std::string what;
};

inline Error temporary(std::string what)
{
    return {Fault::temporary, std::move(what)};
}
inline Error permanent(std::string what)
{
    return {Fault::permanent, std::move(what)};
}
inline Error internal(std::string what)
{
    return {Fault::internal, std::move(what)};
}

/// "WHAT: strerror(SYS)", temporary: what the system refused now it may grant later.
Error system_error(std::string what, int sys);

/// 0 is success; these are qmail's and s6's numbers.
int exit_status(const Error& error);

/// Either a T or an Error. Test it before use: value() of a failure aborts.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::move(value)) {}     // NOLINT(google-explicit-*)
    Result(Error error) : state_(std::move(error)) {} // NOLINT(google-explicit-*)

    explicit operator bool() const { return state_.index() == 0; }
    T& value() { return std::get<0>(state_); }
    const T& value() const { return std::get<0>(state_); }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    const Error& error() const { return std::get<1>(state_); }

private:
    std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() : ok_(true) {}
    Result(Error error) : ok_(false), error_(std::move(error)) {} // NOLINT(google-*)

    explicit operator bool() const { return ok_; }
    const Error& error() const { return error_; }

private:
    bool ok_;
    Error error_;
};

using Status = Result<void>;

} // namespace chainmail

#endif
