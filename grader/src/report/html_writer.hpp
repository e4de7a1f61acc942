// Writes HTML that is always balanced and never holds markup that it was not told to write: elements close
// themselves, all text is escaped here.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace grader {

/// Any text as text of an HTML element or attribute, on one line: printable (see text.hpp), and & < > " '
/// as character references.
[[nodiscard]] std::string html_text(std::string_view text);

class HtmlWriter {
 public:
    using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    /// Open from its making to its end.
    class Element {
     public:
        Element(const Element&) = delete;
        Element& operator=(const Element&) = delete;
        ~Element();

     private:
        friend class HtmlWriter;
        Element(HtmlWriter& writer, std::string_view tag) : writer_(writer), tag_(tag) {}
        HtmlWriter& writer_;
        std::string tag_;
    };

    /// Begins an element; with an attribute's empty value only its name is written. Tags and names of
    /// attributes are the caller's own, never a submission's.
    [[nodiscard]] Element element(std::string_view tag, Attributes attributes = {});

    /// An element that holds one line of text.
    void leaf(std::string_view tag, std::string_view text, Attributes attributes = {});

    /// An element whose text keeps its line breaks. No text: nothing.
    void paragraph(std::string_view tag, std::string_view text, Attributes attributes = {});

    /// An element that has neither content nor an end tag, like meta.
    void single(std::string_view tag, Attributes attributes = {});

    void text(std::string_view text) { html_ += html_text(text); }

    /// Text that is written as it is: the caller's own constants.
    void verbatim(std::string_view text) { html_ += text; }

    [[nodiscard]] const std::string& html() const { return html_; }

 private:
    void open(std::string_view tag, Attributes attributes);

    std::string html_;
};

}  // namespace grader
