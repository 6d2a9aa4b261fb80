// Names that a user gives, and what was meant where there is none such.
#pragma once

#include <string>
#include <vector>

#include "engine/text.hpp"

namespace suanli {

/// The name among `candidates` that `given` most likely meant; "" if none is near.
std::string nearest(const std::string& given, const std::vector<std::string>& candidates);

/// "; did you mean household.risk_aversion?", or nothing if nothing is near.
Text suggestion(const std::string& meant);

/// What to say after a name that is not among `candidates`: what was meant, or else "; there are …" with the first 50 of them.
Text instead_of(const std::string& given, const std::vector<std::string>& candidates);

/// What was asked for by name is not there.
class NoSuchName : public WrongInput {
  using WrongInput::WrongInput;
};

}  // namespace suanli
