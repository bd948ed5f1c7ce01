# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# `make run` and `make test` are all a newcomer needs; see README.md.
# A folder NAME with NAME/NAME.cc is a program: a new one or a new file changes nothing here.

PROGRAMS := $(foreach d,$(wildcard */),$(if $(wildcard $(d)$(d:/=).cc),$(d:/=)))
BUILD    ?= build
CXX      ?= g++

# Lines for backtraces; all that a debugger could use (-g) makes the build half as long again.
CXXFLAGS ?= -O2 -g1
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
HARDEN   := -fstack-protector-strong -D_GLIBCXX_ASSERTIONS -fPIE -fcf-protection
# FORTIFY needs optimisation, and the sanitizers replace what it wraps.
HARDEN   += $(if $(findstring -fsanitize,$(CXXFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
FLAGS     = -std=c++20 $(CXXFLAGS) $(WARNINGS) $(HARDEN) -D_GNU_SOURCE -DPCRE2_CODE_UNIT_WIDTH=8
LINK      = $(CXX) $(CXXFLAGS) -pie -Wl,-z,relro,-z,now $(LDFLAGS)

LIBS_mime-split  := -larchive -lmagic -lpcre2-8 -lz
LIBS_virus-check := -lclamav
LIBS_virus-ask   := -lpcre2-8
LIBS_spam-score  := -lpcre2-8 -lidn2
LIBS_policy      := -lcrypto -lpcre2-8 -lidn2
LIBS_smtp-out    := -lcrypto -lpcre2-8 -lidn2 -lz
LIBS_lookup      := -lpq -lidn2
LIBS_lib         := -lpcre2-8 -lidn2
LIBS_all         := -lseccomp

LIB_OBJECTS := $(patsubst %.cc,$(BUILD)/%.o,$(wildcard lib/*/*.cc))
UNIT_TESTS  := $(patsubst tests/unit/%.cc,$(BUILD)/unit/%,$(wildcard tests/unit/*/*.cc))
TEST_TOOLS  := $(patsubst tests/tool/%.cc,$(BUILD)/tool/%,$(wildcard tests/tool/*.cc))
objects      = $(patsubst %.cc,$(BUILD)/%.o,$(wildcard $(1)/*.cc))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.PHONY: all programs probe tests run test chaos check-asan check-upstream parity bench fuzz lint install clean

all: programs

# Nothing but git and make is needed before: each installs what is missing, and says so.
run:
	tools/install-packages build rules
	$(MAKE) -j$$(nproc) programs $(BUILD)/tool/smtp-source
	tools/run-demo
test:
	tools/install-packages build rules test postfix sql scanners starters
	$(MAKE) -j$$(nproc) tests
	tests/run

# Every case of tests/chain/faults-*.bats: half an hour.
chaos: tests
	CHAOS=full BATS_TEST_TIMEOUT=3600 tests/run tests/chain/faults-*.bats
# The whole suite with AddressSanitizer and UBSan, a build of its own. The programs say in
# the log that their system call filter is wider then.
SANITIZE := -O1 -g1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
check-asan:
	tools/install-packages build rules test postfix sql scanners starters
	$(MAKE) BUILD=$(BUILD)/asan CXXFLAGS="$(SANITIZE)" tests
	BUILD=$(BUILD)/asan SANITIZED=1 BATS_TEST_TIMEOUT=300 tests/run
bench: tests
	tests/bench
# Beside SpamAssassin: the mails of the directory CORPUS, or our own and stored answers.
parity: $(BUILD)/bin/spam-score
	tests/parity/compare $(if $(CORPUS),"$(CORPUS)",tests/parity/corpus tests/parity/answers.tsv)
# SpamAssassin's own tests on spam-score: SUITE is its source tree.
check-upstream: $(BUILD)/bin/spam-score
	tests/upstream/run "$(SUITE)"
# With clang's libFuzzer (Debian: clang), each target for so long. Memory for unpacking is
# refused as by the limit of mime-split: libarchive asks for what an archive says.
FUZZ_SECONDS ?= 180
fuzz: $(BUILD)/fuzz/config $(BUILD)/fuzz/unpack $(BUILD)/fuzz/spam-score
	mkdir -p $(BUILD)/fuzz/corpus && cp tests/config/*.conf $(BUILD)/fuzz/corpus
	$(BUILD)/fuzz/config -max_total_time=$(FUZZ_SECONDS) -max_len=3000 $(BUILD)/fuzz/corpus
	tests/fuzz/make-unpack-corpus $(BUILD)/fuzz/unpack-corpus
	ASAN_OPTIONS=max_allocation_size_mb=1024:allocator_may_return_null=1 \
	$(BUILD)/fuzz/unpack -max_total_time=$(FUZZ_SECONDS) -max_len=70000 \
		$(BUILD)/fuzz/unpack-corpus
	mkdir -p $(BUILD)/fuzz/mails
	for mail in tests/parity/corpus/*.eml; do \
		for first in m 0 1 2 'pbody A /the +[a-z]+/i\nuri B /[.]com/\n\0'; do \
			{ printf "$$first"; cat $$mail; } >$(BUILD)/fuzz/mails/$${first%%body*}-$${mail##*/}; done; done
	$(BUILD)/fuzz/spam-score -max_total_time=$(FUZZ_SECONDS) -max_len=5000 $(BUILD)/fuzz/mails
FUZZ_CXX := clang++ -std=c++20 -g -O1 -D_GNU_SOURCE -DPCRE2_CODE_UNIT_WIDTH=8 -Ilib -I.
$(BUILD)/fuzz/spam-score: tests/fuzz/spam-score.cc $(wildcard spam-score/*.cc lib/*/*.cc)
	@mkdir -p $(@D)
	$(FUZZ_CXX) -fsanitize=fuzzer,address -o $@ $(filter-out spam-score/spam-score.cc,$^) \
		$(LIBS_spam-score) $(LIBS_all)
$(BUILD)/fuzz/config: tests/fuzz/config.cc $(wildcard lib/config/*.cc lib/base/*.cc) lib/os/fd.cc
	@mkdir -p $(@D)
	$(FUZZ_CXX) -fsanitize=fuzzer,address -o $@ $^

FUZZ_UNPACK := $(filter-out %/mime-split.cc %/stage.cc %/split.cc %/findings.cc %/unpack.cc \
	%/part_index.cc %/store_file.cc %/types.cc %/magic.cc %/header_check.cc, \
	$(wildcard mime-split/*.cc)) $(wildcard lib/base/*.cc lib/mail/*.cc lib/pattern/*.cc) \
	lib/os/fd.cc
$(BUILD)/fuzz/unpack: tests/fuzz/unpack.cc $(FUZZ_UNPACK)
	@mkdir -p $(@D)
	$(FUZZ_CXX) -fsanitize=fuzzer,address,undefined -o $@ $^ $(LIBS_mime-split) $(LIBS_all)

programs: $(PROGRAMS:%=$(BUILD)/bin/%)
tests: programs probe $(UNIT_TESTS) $(TEST_TOOLS)

# A program is its folder and lib. Its folder without main is an archive for unit tests.
define program
$(BUILD)/$(1).a: $(filter-out %/$(1).o,$(call objects,$(1)))
$(BUILD)/bin/$(1): $(BUILD)/$(1)/$(1).o $(BUILD)/$(1).a $(BUILD)/lib.a
	@mkdir -p $$(@D)
	$$(LINK) -o $$@ $$^ $$(LIBS_$(1)) $$(LIBS_all)
endef
$(foreach p,$(PROGRAMS),$(eval $(call program,$(p))))

# The programs as they are, but for lib/stage/probe.cc, which tries their confinement.
PROBES        := $(filter-out chainmail mail-scan,$(PROGRAMS))
PROBE_OBJECTS := $(patsubst %,$(BUILD)/probe/lib/stage/%.o,probe program resident)
probe: $(patsubst %,$(BUILD)/probe/bin/%,chainmail $(PROBES))
$(BUILD)/probe/%.o: %.cc
	@mkdir -p $(@D)
	$(CXX) $(FLAGS) -DCHAINMAIL_PROBE -Ilib -I. -MMD -MP -c -o $@ $<
define probe
$(BUILD)/probe/bin/$(1): $(BUILD)/$(1)/$(1).o $(BUILD)/$(1).a $(PROBE_OBJECTS) $(BUILD)/lib.a
	@mkdir -p $$(@D)
	$$(LINK) -s -o $$@ $$^ $$(LIBS_$(1)) $$(LIBS_all)
endef
$(foreach p,$(PROBES),$(eval $(call probe,$(p))))
$(BUILD)/probe/bin/chainmail: $(BUILD)/bin/chainmail
	@mkdir -p $(@D)
	cp $< $@

$(BUILD)/lib.a: $(LIB_OBJECTS)
$(BUILD)/%.a:
	@mkdir -p $(@D)
	@rm -f $@
	ar rcs $@ $^

# A file finds its own folder's headers by name and lib's by shelf ("wire/record.h").
$(BUILD)/%.o: %.cc
	@mkdir -p $(@D)
	$(CXX) $(FLAGS) -Ilib -I. -Itests -MMD -MP -c -o $@ $<

# What is only run once need not be fast; it is half of all files.
$(BUILD)/tests/%.o: CXXFLAGS += -O1

# A unit test of a program's modules links that program's archive; one of lib only lib.
define unit_test
$(BUILD)/unit/$(1)/%: $(BUILD)/tests/unit/$(1)/%.o $(2) $(BUILD)/lib.a
	@mkdir -p $$(@D)
	$$(LINK) -o $$@ $$^ $$(LIBS_$(1)) $$(LIBS_all)
endef
$(eval $(call unit_test,lib,))
$(foreach p,$(PROGRAMS),$(eval $(call unit_test,$(p),$(BUILD)/$(p).a)))

$(BUILD)/tool/%: $(BUILD)/tests/tool/%.o $(BUILD)/lib.a
	@mkdir -p $(@D)
	$(LINK) -pthread -o $@ $^ $(LIBS_all)
.SECONDARY:

# Format, static analysis, scripts, manual pages; clang-tidy for what LINT_BASE lacks.
LINT_BASE ?= HEAD~1
lint:
	tools/lint $(LINT_BASE)

# Each of tests/fuzz/mail*.cc, from the messages of tests/ambiguous.
FUZZ_MAIL   := $(patsubst tests/fuzz/%.cc,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/mail*.cc))
MAIL_SOURCE := $(wildcard lib/mail/*.cc lib/base/*.cc) lib/os/fd.cc \
	$(addprefix mime-split/,split.cc part_rules.cc readings.cc content_hash.cc \
	bare_files.cc hidden_text.cc leading_bytes.cc elf_type.cc)
.PHONY: fuzz-mail
fuzz: fuzz-mail
fuzz-mail: $(FUZZ_MAIL)
	rm -rf $(BUILD)/fuzz/messages && tests/ambiguous/check --write $(BUILD)/fuzz/messages
	for target in $(FUZZ_MAIL); do $$target -max_total_time=$(FUZZ_SECONDS) -max_len=5000 \
		$(BUILD)/fuzz/messages || exit 1; done
$(FUZZ_MAIL): $(BUILD)/fuzz/%: tests/fuzz/%.cc $(MAIL_SOURCE)
	@mkdir -p $(@D)
	$(FUZZ_CXX) -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -o $@ $^

# Into DESTDIR: the stages in libexec, what people call in sbin and bin.
prefix  ?= /usr/local
SBIN    := chainmail
BIN     := mail-scan
INSTALL ?= install
install: programs
	$(INSTALL) -d $(foreach d,sbin bin libexec/chainmail $(addprefix share/man/man,1 5 7 8) \
		lib/systemd/system lib/sysusers.d lib/tmpfiles.d,$(DESTDIR)$(prefix)/$(d))
	$(INSTALL) $(SBIN:%=$(BUILD)/bin/%) $(DESTDIR)$(prefix)/sbin
	$(INSTALL) $(BIN:%=$(BUILD)/bin/%) $(DESTDIR)$(prefix)/bin
	$(INSTALL) $(addprefix $(BUILD)/bin/,$(filter-out $(SBIN) $(BIN),$(PROGRAMS))) \
		$(DESTDIR)$(prefix)/libexec/chainmail
	for page in man/*.[1578]; do \
		$(INSTALL) -m 644 $$page $(DESTDIR)$(prefix)/share/man/man$${page##*.}; done
	for unit in conf/*.service conf/*.socket; do \
		sed 's,/usr/sbin/,$(prefix)/sbin/,' $$unit \
			>$(DESTDIR)$(prefix)/lib/systemd/system/$${unit##*/}; done
	$(INSTALL) -m 644 conf/sysusers.d/chainmail.conf $(DESTDIR)$(prefix)/lib/sysusers.d
	$(INSTALL) -m 644 conf/tmpfiles.d/chainmail.conf $(DESTDIR)$(prefix)/lib/tmpfiles.d

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' -type f 2>/dev/null)
