// Our own assumptions, checked in debug builds: a broken one is our fault, never the user's.
#pragma once

#include <cassert>

/// What a function needs of its caller.
#define EXPECTS(condition) assert(condition)
