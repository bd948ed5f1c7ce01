// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The whole of our unit test framework. A test program is functions named by TEST and a
// main made here; it prints one line a failed check and exits 1 if there was one.
#ifndef CHAINMAIL_TESTS_CHECK_H
#define CHAINMAIL_TESTS_CHECK_H

#include <functional>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace check {

struct Case {
    std::string_view name;
    void (*run)();
};
inline std::vector<Case>& cases()
{
    static std::vector<Case> all;
    return all;
}
inline int& failures()
{
    static int count = 0;
    return count;
}
inline bool add(std::string_view name, void (*run)())
{
    cases().push_back({name, run});
    return true;
}
inline void fail(const char* file, int line, const std::string& what)
{
    ++failures();
    std::cout << file << ":" << line << ": " << what << "\n";
}
template <typename A, typename B>
void equal(const char* file, int line, const char* text, const A& a, const B& b)
{
    if (a == b) return;
    std::cout << file << ":" << line << ": " << text << "\n  is     <" << a
              << ">\n  should <" << b << ">\n";
    ++failures();
}

} // namespace check

#define TEST(name)                                                                     \
    static void name();                                                                \
    [[maybe_unused]] static const bool name##_added = check::add(#name, name);         \
    static void name()
#define CHECK(condition)                                                               \
    do {                                                                               \
        if (!(condition)) check::fail(__FILE__, __LINE__, "not so: " #condition);      \
    } while (0)
#define CHECK_EQUAL(is, should) check::equal(__FILE__, __LINE__, #is, (is), (should))

int main()
{
    for (const auto& test : check::cases()) {
        const int before = check::failures();
        test.run();
        std::cout << (check::failures() == before ? "ok " : "FAILED ") << test.name
                  << "\n";
    }
    return check::failures() == 0 ? 0 : 1;
}

#endif
