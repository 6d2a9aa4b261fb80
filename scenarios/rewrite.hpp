// A scenario's text with single values replaced in place: comments, order and layout stay.
#pragma once

#include <string>

#include "engine/text.hpp"

namespace suanli {

/// A value that cannot be replaced where it stands; one line.
class CannotRewrite : public WrongInput {
  using WrongInput::WrongInput;
};

/// The text with the value of a key replaced by `value` (YAML on one line). The key must be written in the text, as a
/// word, a number or a map in braces. Throws CannotRewrite, or InputFaults if the text is none.
std::string with_value(const std::string& text, const std::string& source, const std::string& key,
                       const std::string& value);

}  // namespace suanli
