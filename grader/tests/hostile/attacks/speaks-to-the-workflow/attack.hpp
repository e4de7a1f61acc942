#pragma once
#define ATTACK_START attack()
#include <stdio.h>
#include <unistd.h>
static void attack() {
    FILE* const streams[] = {stderr, stdout};
    for (FILE* stream : streams) {
        fputs("::set-output name=result::eyJ9\n::error file=x.cpp,line=1::forged\n::add-mask::Lab\n"
              "::stop-commands::token\n::group::hidden\n##[error]forged\r::warning::after a carriage return\n"
              "\u2028::notice::after a line separator\n::debug::\n::save-state name=a::b\n::endgroup::\n::error::last",
              stream);
        fflush(stream);
    }
    _exit(3);
}
