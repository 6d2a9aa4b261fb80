// In place of {fmt}'s header of this name.
#pragma once

#include <fmt/format.h>
