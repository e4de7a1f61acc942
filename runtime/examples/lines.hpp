// Lines out of a stream of bytes, which comes in pieces of any size.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "rt/rt.hpp"

class LineReader {
 public:
    explicit LineReader(rt::ReadHalf reader) : reader_(std::move(reader)) {}

    /// The next line, without its end; nothing when there are no more, or one is longer than any should be.
    rt::Task<std::optional<std::string>> next() {
        while (bytes_.size() < longest) {
            const std::size_t end = bytes_.find('\n');
            if (end != std::string::npos) {
                std::string line = bytes_.substr(0, end);
                bytes_.erase(0, end + 1);
                co_return line;
            }
            std::array<char, 1024> buffer;
            const auto got = co_await reader_.read(buffer);
            if (!got || *got == 0) break;
            bytes_.append(buffer.data(), *got);
        }
        co_return std::nullopt;
    }

 private:
    static constexpr std::size_t longest = 65'536;
    rt::ReadHalf reader_;
    std::string bytes_;
};
