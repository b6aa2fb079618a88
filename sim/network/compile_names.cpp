#include "base/words.hpp"
#include "network/compiler.hpp"

namespace careway {

namespace {

/// Where things of a kind are declared.
const char* kind_remedy(NameKind kind) {
  switch (kind) {
    case NameKind::resource: return "declare it under resources:";
    case NameKind::step: return "write it under steps:";
    case NameKind::clock: return "declare it under clocks:";
    case NameKind::calendar: return "declare it under calendars:";
    case NameKind::parameter: return "declare it under parameters:";
    case NameKind::table: return "declare it under tables:";
    case NameKind::attribute: return "give it to patients with set:";
    default: return "";
  }
}

}  // namespace

/// The full name of a thing that is called so in one other pathway only; empty when there is none, or several.
std::string of_another_pathway(const NameTable& table, const std::string& word) {
  std::string found;
  for (const std::string& name : table.names()) {
    if (!name.ends_with("." + word)) continue;
    if (!found.empty()) return {};
    found = name;
  }
  return found;
}

void unknown_name(Findings& findings, Place place, const std::string& path, const std::string& word, const char* kind,
                  const std::vector<std::string>& candidates) {
  const bool vowel = std::string("aeiou").find(kind[0]) != std::string::npos;
  findings.error(place, path, "\"" + word + "\" is not " + (vowel ? "an " : "a ") + kind, suggestion(word, candidates));
}

Compiler::Compiler(const StudyText& study, const Symbols& symbols, const ModelVariant& variant, std::size_t site, Network& out,
                   Parameters& parameters, Findings& findings, SamplerCache& samplers)
    : study_(study),
      symbols_(symbols),
      variant_(variant),
      site_(site),
      out_(out),
      parameters_(parameters),
      findings_(findings),
      samplers_(samplers) {}

bool Compiler::per_site(const std::string& pathway) const {
  const auto index = symbols_.pathways.find(pathway);
  return index && symbols_.pathway_per_site[*index];
}

std::optional<std::uint32_t> Compiler::resolve(NameKind kind, const NameTable& table, const Word& word, const Scope& scope,
                                               const std::string& path) {
  const auto found = table.resolve(word.text, scope.pathway);
  if (found) return found;
  if (const std::string other = of_another_pathway(table, word.text); !other.empty())
    findings_.error(word.place, path, "\"" + word.text + "\" is no " + kind_text(kind) + " of this pathway", "write \"" + other + "\", with its pathway");
  else if (table.names().empty())
    findings_.error(word.place, path, "\"" + word.text + "\" does not exist: there is no " + kind_text(kind) + " at all", kind_remedy(kind));
  else  // a dotted word is compared with dotted names
    unknown_name(findings_, word.place, path, word.text, kind_text(kind),
                 word.text.find('.') == std::string::npos ? table.candidates(scope.pathway) : table.names());
  return found;
}

std::optional<ResourceRef> Compiler::resource(const Word& word, const Scope& scope, const std::string& path,
                                              std::uint32_t* number) {
  const auto at = word.text.find('@');
  Word name = word;
  if (at != std::string::npos) name.text = word.text.substr(0, at);
  const auto index = resolve(NameKind::resource, symbols_.resources, name, scope, path);
  if (!index) return std::nullopt;
  if (number) *number = *index;
  const ResourceInfo& info = out_.resources[*index];
  if (at != std::string::npos) {
    const std::string site_name = word.text.substr(at + 1);
    const auto site = symbols_.site(site_name);
    if (!site) {
      unknown_name(findings_, word.place, path, site_name, "site", symbols_.sites);
      return std::nullopt;
    }
    return ResourceRef{info.first_instance + (info.per_site ? *site : 0), 0};
  }
  if (info.per_site && !scope.has_site && !scope.has_patient) {
    findings_.error(word.place, path, "\"" + word.text + "\" exists at each site, and no site is meant here",
                    "write " + word.text + "@" + (symbols_.sites.empty() ? "site" : symbols_.sites[0]));
    return std::nullopt;
  }
  needs_site_ = needs_site_ || info.per_site;
  return ResourceRef{info.first_instance, info.per_site ? 1u : 0u};
}

/// Whether the pathway seizes something that does not exist, and would be this with a letter changed.
bool Compiler::misspelt_seize(const std::string& word, const std::string& pathway) const {
  if (symbols_.holdings.resolve(word, pathway)) return false;
  for (const auto& text : study_.variants.at(0)->pathways) {
    if (text->name != pathway) continue;
    for (const Step& step : text->steps)
      for (const Action& action : step.actions)
        if (const auto* seize = std::get_if<ActSeize>(&action.what))
          for (const Word& resource : seize->resources)
            if (!symbols_.resources.resolve(resource.text, pathway) && nearest_word(resource.text, {word}) == word) return true;
  }
  return false;
}

std::optional<std::uint16_t> Compiler::holding(const Word& word, const Scope& scope, const std::string& path) {
  if (const auto found = symbols_.holdings.resolve(word.text, scope.pathway)) return static_cast<std::uint16_t>(*found);
  if (const auto number = symbols_.resources.resolve(word.text, scope.pathway)) {
    if (misspelt_seize(word.text, scope.pathway)) return std::nullopt;  // told there
    if (const auto found = symbols_.holdings.find(symbols_.resources.names()[*number])) return static_cast<std::uint16_t>(*found);
    findings_.error(word.place, path, "\"" + word.text + "\" is never seized under this name",
                    "use the name of `as`, or of the first resource of its any_of");
    return std::nullopt;
  }
  if (const std::string other = of_another_pathway(symbols_.resources, word.text); !other.empty()) {
    findings_.error(word.place, path, "\"" + word.text + "\" is no resource of this pathway", "write \"" + other + "\", with its pathway");
    return std::nullopt;
  }
  std::vector<std::string> words = symbols_.holdings.candidates(scope.pathway);
  unknown_name(findings_, word.place, path, word.text, "resource", words);
  return std::nullopt;
}

std::uint32_t Compiler::count_named(const std::string& full, const std::string& about, bool by_site) {
  const auto [at, fresh] = count_index_.emplace(full, static_cast<std::uint32_t>(out_.counts.size()));
  if (fresh) out_.counts.push_back({full, about, by_site});
  return at->second;
}

}  // namespace careway
