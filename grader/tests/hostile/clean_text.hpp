// What no document of a grading may contain, whatever the submission prints or calls its files.
#pragma once

#include <string>
#include <vector>

#include "grading.hpp"

namespace grader::hostile {

/// A line for each document that could steer a terminal, a log of GitHub's or a reader's eye.
std::vector<std::string> unclean_texts(const Grading& grading);

/// A line for each of these words that stands, as it is, in a document that is rendered.
std::vector<std::string> found_in_pages(const Grading& grading, const std::vector<std::string>& words);

}  // namespace grader::hostile
