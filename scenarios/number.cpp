#include "scenarios/number.hpp"

#include <string_view>

namespace suanli {

namespace {

template <class P> using Place = std::function<P&(Parameters&)>;

std::string join(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

// The place of a declared member inside what lies at another place.
template <class D, class P, class Value> Place<Value> inside(const Place<P>& at) {
  return [at](Parameters& q) -> Value& { return at(q).*D::member; };
}

template <class Kind>
void collect_choice(const std::string& key, const Place<Choice<Kind>>& at, Parameters& p, std::vector<Number>& all) {
  for (const Alternative<Kind>& a : alternatives_of(Kind{})) {
    if (!a.takes_number) continue;
    const Choice<Kind>& now = at(p);
    all.push_back({a.stands_alone ? key : join(key, a.word), a.range,
                   now.kind == a.kind ? std::optional(now.number) : std::nullopt,
                   [at, kind = a.kind](Parameters& q, double x) {
                     at(q) = {kind, x};
                   }});
  }
}

template <class P> void collect(const std::string& path, const Place<P>& at, Parameters& p, std::vector<Number>& all) {
  for_each_field<P>([&](const auto& d) {
    using D = std::decay_t<decltype(d)>;
    using Value = std::decay_t<decltype(at(p).*D::member)>;
    const std::string key = join(path, name_of<D::member>());
    const Place<Value> here = inside<D, P, Value>(at);
    if constexpr (is_section<D>) {
      collect<Value>(key, here, p, all);
    } else if constexpr (std::is_same_v<Value, double> || std::is_same_v<Value, std::optional<double>>) {
      all.push_back({key, d.range, here(p), [here](Parameters& q, double x) { here(q) = x; }});
    } else if constexpr (is_choice<Value>) {
      collect_choice(key, here, p, all);
    } else if constexpr (!is_field<D>) {  // a list
      using Entry = typename Value::value_type::second_type;
      for (std::size_t i = 0; i < here(p).size(); ++i) {
        const Place<Entry> entry = [here, i](Parameters& q) -> Entry& { return here(q)[i].second; };
        const std::string of_entry = join(key, here(p)[i].first);
        if constexpr (std::is_same_v<Entry, double>)
          all.push_back({of_entry, d.range, entry(p), [entry](Parameters& q, double x) { entry(q) = x; }});
        else collect<Entry>(of_entry, entry, p, all);
      }
    }
  });
}

}  // namespace

std::vector<Number> numbers_of(const Parameters& p) {
  Parameters now = p;
  std::vector<Number> all;
  collect<Parameters>(
      "", [](Parameters& q) -> Parameters& { return q; }, now, all);
  return all;
}

}  // namespace suanli
