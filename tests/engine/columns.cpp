#include "engine/columns.hpp"

#include <doctest/doctest.h>

namespace suanli::test {

TEST_CASE("a Chinese character takes two columns, a Greek letter one, an accent above a letter none") {
  CHECK(width_of("") == 0);
  CHECK(width_of("tau") == 3);
  CHECK(width_of("τ = α") == 5);
  CHECK(width_of("算力") == 4);
  CHECK(width_of("（α）。") == 7);
  CHECK(width_of("h̄") == 1);
  CHECK(width_of("τ̂ ᾱ Ā") == 5);
}

TEST_CASE("columns of both scripts end at the same place") {
  CHECK(column("growth", 8) == "growth  ");
  CHECK(column("增长率", 8) == "增长率  ");
  CHECK(column("τ̂", 3) == "τ̂  ");
  CHECK(column("too long", 3) == "too long ");
  CHECK(flush_right("增长", 6) == "  增长");
  CHECK(flush_right("theory", 3) == "theory");
}

TEST_CASE("lines are broken between words or Chinese characters, never before a closing mark") {
  CHECK(wrapped("one two three", 7, 0) == "one two\nthree");
  CHECK(wrapped("one two three", 9, 2) == "one two\n  three");
  CHECK(wrapped("算力投资。", 8, 0) == "算力投\n资。");
  CHECK(wrapped("算力 (HDF5) 文件", 8, 0) == "算力\n(HDF5)\n文件");
  CHECK(wrapped("unbreakable", 3, 0) == "unbreakable");
  CHECK(wrapped("", 3, 0) == "");
}

}  // namespace suanli::test
