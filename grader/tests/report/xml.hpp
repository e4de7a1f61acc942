// A strict reader of the XML that reports use: elements, attributes, text and the five entities of XML 1.0;
// whatever else there is, and every character that XML 1.0 does not allow, throws.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "result/utf8.hpp"

namespace grader {

struct XmlElement {
    std::string name;
    std::map<std::string, std::string> attributes;
    std::string text;
    std::vector<XmlElement> children;

    [[nodiscard]] std::vector<XmlElement> all(const std::string& wanted) const {
        std::vector<XmlElement> found;
        for (const XmlElement& child : children) {
            if (child.name == wanted) found.push_back(child);
        }
        return found;
    }
    [[nodiscard]] bool has(const std::string& wanted) const { return !all(wanted).empty(); }
};

class XmlReader {
 public:
    /// The root element.
    static XmlElement read(std::string_view text) {
        verify_characters(text);
        XmlReader reader(text);
        reader.expect("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        reader.skip_space();
        XmlElement root = reader.element();
        reader.skip_space();
        if (!reader.rest_.empty()) throw std::runtime_error("text after the root element");
        return root;
    }

 private:
    explicit XmlReader(std::string_view text) : rest_(text) {}

    static void verify_characters(std::string_view text) {
        while (!text.empty()) {
            const Utf8Step step = decode_utf8(text);
            const bool allowed = step.valid &&
                                 (step.code >= 0x20 || step.code == '\n' || step.code == '\t') &&
                                 step.code != 0xFFFE && step.code != 0xFFFF;
            if (!allowed) throw std::runtime_error("a character that XML does not allow");
            text.remove_prefix(step.length);
        }
    }

    [[nodiscard]] bool next_is(std::string_view wanted) const {
        return rest_.substr(0, wanted.size()) == wanted;
    }

    void expect(std::string_view wanted) {
        if (!next_is(wanted))
            throw std::runtime_error("expected " + std::string(wanted) + " before " +
                                     std::string(rest_.substr(0, 40)));
        rest_.remove_prefix(wanted.size());
    }

    void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n"), rest_.size())); }

    std::string word() {
        const std::size_t end = rest_.find_first_not_of("abcdefghijklmnopqrstuvwxyz_-");
        if (end == 0 || end == std::string_view::npos) throw std::runtime_error("a name is missing");
        std::string taken(rest_.substr(0, end));
        rest_.remove_prefix(end);
        return taken;
    }

    /// Text up to one of `ends`, entities resolved.
    std::string characters(std::string_view ends) {
        std::string text;
        while (!rest_.empty() && ends.find(rest_.front()) == std::string_view::npos) {
            if (next_is("]]>")) throw std::runtime_error("]]> in text");
            if (rest_.front() != '&') {
                text += rest_.front();
                rest_.remove_prefix(1);
                continue;
            }
            bool known = false;
            for (const auto& [entity, character] : {std::pair("&amp;", '&'), std::pair("&lt;", '<'),
                                                    std::pair("&gt;", '>'), std::pair("&quot;", '"')}) {
                if (!next_is(entity)) continue;
                expect(entity);
                text += character;
                known = true;
                break;
            }
            if (!known) throw std::runtime_error("an unknown entity");
        }
        return text;
    }

    XmlElement element() {
        XmlElement element;
        expect("<");
        element.name = word();
        for (skip_space(); !next_is(">") && !next_is("/>"); skip_space()) {
            const std::string name = word();
            expect("=\"");
            if (!element.attributes.emplace(name, characters("\"<")).second)
                throw std::runtime_error("attribute " + name + " twice");
            expect("\"");
        }
        if (next_is("/>")) {
            expect("/>");
            return element;
        }
        expect(">");
        for (;;) {
            element.text += characters("<");
            if (next_is("</")) break;
            element.children.push_back(this->element());
        }
        expect("</" + element.name + ">");
        return element;
    }

    std::string_view rest_;
};

}  // namespace grader
