// The page is a style, uPlot, the runs as JSON, and a script that draws them. The picture of each server
// comes as an <svg> of the grader's own making (timeline_svg.hpp), everything else is text.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "outputs.hpp"
#include "report/html_style.hpp"

namespace models {
namespace {

std::string read_part(const std::filesystem::path& file) {
    std::ifstream input(file);
    if (!input) throw std::runtime_error(fmt::format("can't read {}", file.string()));
    std::ostringstream text;
    text << input.rdbuf();
    return text.str();
}

/// In a <script> only "</script" and "<!--" end or change what follows: no "<" is left.
std::string for_script(const nlohmann::json& value) {
    std::string text;
    for (const char letter : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) {
        if (letter == '<')
            text += "\\u003c";
        else
            text += letter;
    }
    return text;
}

}  // namespace

std::string to_page(const std::vector<nlohmann::json>& runs, const std::filesystem::path& parts) {
    std::string version = read_part(parts / "uplot" / "VERSION");
    version.erase(version.find_last_not_of(" \n") + 1);
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<title>I/O models, compared</title>\n<style>\n" +
           read_part(parts / "uplot" / "uPlot.min.css") + std::string(grader::html_style()) +
           read_part(parts / "page.css") + "</style>\n</head>\n" + read_part(parts / "body.html") +
           "<script type=\"application/json\" id=\"runs\">" + for_script(runs) +
           "</script>\n<script>const uPlotVersion = \"" + version + "\";</script>\n<script>\n" +
           read_part(parts / "uplot" / "uPlot.iife.min.js") + "\n" + read_part(parts / "page.js") +
           "</script>\n</html>\n";
}

}  // namespace models
