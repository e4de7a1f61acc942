#include "compile/refused_symbols.hpp"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "base/unique_fd.hpp"
#include "compile/refused_words.hpp"

namespace grader {

namespace {

using Elf_ = std::unique_ptr<Elf, int (*)(Elf*)>;

std::optional<RefusedWord> refused_in(Elf* elf, Elf_Scn* section) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_entsize == 0) return std::nullopt;
    if (header.sh_type != SHT_SYMTAB && header.sh_type != SHT_DYNSYM) return std::nullopt;
    Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr) return std::nullopt;
    const auto count = static_cast<int>(header.sh_size / header.sh_entsize);
    for (int index = 0; index < count; ++index) {
        GElf_Sym symbol;
        if (gelf_getsym(data, index, &symbol) == nullptr) break;
        const char* name = elf_strptr(elf, header.sh_link, symbol.st_name);
        if (name != nullptr && is_name_of_a_sanitizer(name)) return refused_name(name);
    }
    return std::nullopt;
}

}  // namespace

std::optional<RefusedWord> find_refused_symbol(const std::filesystem::path& program) {
    elf_version(EV_CURRENT);
    const UniqueFd file(::open(program.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file) return std::nullopt;
    const Elf_ elf(elf_begin(file.get(), ELF_C_READ, nullptr), elf_end);
    if (!elf) return std::nullopt;
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf.get(), section)) != nullptr;) {
        if (auto found = refused_in(elf.get(), section)) return found;
    }
    return std::nullopt;
}

}  // namespace grader
