#include "base/place.hpp"

namespace careway {

std::uint32_t SourceTexts::add(std::string name, std::string text) {
  files_.push_back({std::move(name), std::move(text)});
  return static_cast<std::uint32_t>(files_.size() - 1);
}

std::string_view SourceTexts::line(const Place& place) const {
  if (!place.known() || place.file >= files_.size()) return {};
  std::string_view rest = files_[place.file].text;
  for (int n = 1; n < place.line; ++n) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  rest = rest.substr(0, rest.find('\n'));
  if (!rest.empty() && rest.back() == '\r') rest.remove_suffix(1);
  return rest;
}

}  // namespace careway
