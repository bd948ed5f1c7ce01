// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Tries the confinement from inside. Only in the programs of `make probe`; in all
// others it is nothing at all.
#ifndef CHAINMAIL_STAGE_PROBE_H
#define CHAINMAIL_STAGE_PROBE_H

namespace chainmail::stage {

#ifdef CHAINMAIL_PROBE
/// Tries each of the words in $CHAINMAIL_PROBE and logs `probe WORD: refused ERRNO` or
/// `probe WORD: allowed`. Refused is EPERM (seccomp) or EACCES (Landlock); any other
/// failure means that the kernel would have done it. The words:
///   open=PATH create=PATH exec=PATH connect=PORT fork clone
///   reopen=NUMBER  that descriptor, for writing, or changing the file's mode for that
///   call=NAME[:NUMBER...]  a system call with these arguments, 0 for the others
///   i386=NUMBER  the same as i386 numbers calls; refusing that ends the process
void probe_confinement();
#else
inline void probe_confinement() {}
#endif

} // namespace chainmail::stage

#endif
