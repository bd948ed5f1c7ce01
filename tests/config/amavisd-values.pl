#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# amavisd-values.pl FILE...: what amavisd's own modules make of configuration files. Reads
# names of variables, one a line with their sigils, from standard input and prints
# "NAME = VALUE" for each; tests/unit/lib/config_oracle.cc prints ours in the same form.
use strict;
use warnings;
no warnings 'once';
use Scalar::Util qw(blessed refaddr reftype);
use B qw(svref_2object);

$SIG{__WARN__} = sub { };
require Amavis::Conf;
$Amavis::Conf::i_know_what_i_am_doing{no_conf_file_writable_check} = 1;

my @names = grep { /\S/ } map { chomp; $_ } <STDIN>;
my (%address, $scanners);

sub place {
    my ($name) = @_;
    no strict 'refs';
    my ($sigil, $bare) = (substr($name, 0, 1), 'Amavis::Conf::' . substr($name, 1));
    return $sigil eq '$' ? \${$bare} : $sigil eq '@' ? \@{$bare} : \%{$bare};
}

# In the form of print() for numbers; a text as it is, between quotes.
sub plain {
    my ($value) = @_;
    return 'undef' if !defined $value;
    $value =~ s/([\\'\n])/$1 eq "\n" ? '\n' : "\\$1"/ge;
    return "'$value'";
}

sub pattern {
    my ($regex) = @_;
    my ($text, $flags) = re::regexp_pattern($regex);
    $flags = join '', grep { index($flags, $_) >= 0 } qw(i m s x);
    $text =~ s/\n/\\n/g;
    return "qr'$text'$flags";
}

sub show {
    my ($value, $depth) = @_;
    $depth = ($depth || 0) + 1;
    return '...' if $depth > 20;
    my $class = blessed($value);
    if (defined $class) {
        return pattern($value) if $class eq 'Regexp';
        return 'new_RE(' . join('', map { row($_, $depth) } @$value) . ')'
          if $class eq 'Amavis::Lookup::RE';
        return 'Opaque(' . show($$value, $depth) . ', )' if $class eq 'Amavis::Lookup::Opaque';
        return "q_sql('" . ($value->{fieldname} // '') . "', )" if $class eq 'Amavis::Lookup::SQLfield';
        return $class;
    }
    my $type = ref $value;
    return plain($value) if $type eq '';
    my $known = $address{refaddr($value)};
    return "\\$known" if defined $known && $known !~ /^\$/;
    return '\\' . show($$value, $depth) if $type eq 'SCALAR' || $type eq 'REF';
    return '[' . join('', map { show($_, $depth) . ', ' } @$value) . ']' if $type eq 'ARRAY';
    return '{' . hash($value, $depth) . '}' if $type eq 'HASH';
    if ($type eq 'CODE') {
        my $name = svref_2object($value)->GV->NAME;
        return "\\&$name" if $name ne '__ANON__';
        return '\\&sub' if $scanners;
        my @answer = eval { $value->() };
        return $@ ? 'code' : ref $answer[0] ? show($answer[0], $depth) : '\\' . plain($answer[0]);
    }
    return $type;
}

sub row {
    my ($row, $depth) = @_;
    my ($regex, $value) = ref $row eq 'ARRAY' ? ($row->[0], @$row < 2 ? 1 : $row->[1]) : ($row, 1);
    $regex = ref $regex ? pattern($regex) : "qr'$regex'";
    return "[$regex, " . show($value, $depth) . '], ';
}

sub hash {
    my ($hash, $depth) = @_;
    return join('', map { "'$_' => " . show($hash->{$_}, $depth) . ', ' } sort keys %$hash);
}

$address{refaddr(place($_))} = $_ for @names;
for my $file (@ARGV) {
    Amavis::Conf::include_config_files($file);
}
{
    no warnings;
    Amavis::Conf::supply_after_defaults();
    %Amavis::Conf::current_policy_bank = %{$Amavis::Conf::policy_bank{''}};
}
# The bank '' is made of the variables themselves.
delete $Amavis::Conf::policy_bank{''};
for my $name (@names) {
    my $place = place($name);
    $scanners = $name =~ /av_scanners/;
    my $value = $name =~ /^\$/ ? show($$place)
      : $name =~ /^\@/ ? '(' . join('', map { show($_) . ', ' } @$place) . ')'
      :                  '(' . hash($place) . ')';
    print "$name = $value\n";
}
