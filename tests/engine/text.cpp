#include "engine/text.hpp"

#include <doctest/doctest.h>

namespace suanli::test {

TEST_CASE("a text is put together in both languages, its parts each in its own") {
  const Words share{"share", "份额"};
  const Text inner = text("{} firms", "{} 家企业", 12);
  const Text all = text("{} = {:.2f} for {}", "{} = {:.2f}，{}", share, 0.5, inner);
  CHECK(all.en == "share = 0.50 for 12 firms");
  CHECK(all.zh == "份额 = 0.50，12 家企业");
  CHECK(in(Language::chinese, all) == all.zh);
  CHECK(in(Language::english, share) == "share");
}

TEST_CASE("an error that explains itself says what it says in English") {
  const ExplainedError error(text("{} is missing", "缺少 {}", "tau"));
  CHECK(std::string(error.what()) == "tau is missing");
  CHECK(error.text().zh == "缺少 tau");
}

}  // namespace suanli::test
