// The corpus of models that read well and mean nothing (bad_input/meaning), and of those that run and are probably not what
// was meant (bad_input/doubtful): each file, and the exact text that is printed for it.
// With CAREWAY_REWRITE_EXPECTED set, the expected texts are written anew, and the test fails for each that differs: read the
// difference before committing it.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/errors.hpp"
#include "input/read_study.hpp"
#include "network/compile.hpp"
#include "network/misspelt.hpp"

using namespace careway;

namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw WorldError(path.filename().string(), "read", "No such file or directory");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Names are relative to one folder, so that messages are the same everywhere.
struct FolderFiles final : FileReader {
  explicit FolderFiles(std::filesystem::path top) : folder(std::move(top)) {}
  std::string read(const std::string& path) const override { return content_of(folder / path); }
  std::filesystem::path folder;
};

enum class Verdict { refused, doubted };

/// Checks every file of the folder; returns how many there are.
int check_corpus(const std::string& name, Verdict wanted) {
  const std::filesystem::path folder = std::filesystem::path(CAREWAY_SOURCE_DIR) / "tests/bad_input" / name;
  const FolderFiles files(folder);
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    ++count;
    const std::string file = entry.path().filename().string();
    INFO("file ", file);
    const ReadResult result = read_study(file, files);
    Findings findings = result.study.findings;
    REQUIRE_MESSAGE(!findings.has_errors(), describe(findings, result.study.texts));
    CHECK(compile(result.study, findings).has_value() == (wanted == Verdict::doubted));
    CHECK(findings.has_errors() == (wanted == Verdict::refused));
    const std::string told = describe(findings, result.study.texts);
    std::filesystem::path expected = entry.path();
    expected.replace_extension(".expected");
    const bool rewrite = std::getenv("CAREWAY_REWRITE_EXPECTED") != nullptr;
    CHECK(told == (rewrite && !std::filesystem::exists(expected) ? "" : content_of(expected)));
    if (rewrite) std::ofstream(expected, std::ios::binary) << told;
    CHECK_FALSE(told.empty());
  }
  return count;
}

}  // namespace

TEST_CASE("every model that means nothing gets its exact message") { CHECK(check_corpus("meaning", Verdict::refused) >= 80); }

TEST_CASE("every doubtful model gets its exact warning") { CHECK(check_corpus("doubtful", Verdict::doubted) >= 20); }

TEST_CASE("misspelt names are told together with errors of reading, and nothing is said of what may only have been lost") {
  struct OneFile final : FileReader {
    std::string read(const std::string&) const override {
      return R"(model: m
pathways:
  clinic:
    resources: {bed: {capacity: lots}}
    clocks: {wait: {about: Arrival to bed}}
    calendars: {office: {open: [{from: "08:00", until: "18:00"}]}}
    arrivals: {a: {rate: 5 a day, enter: arive}}
    rules: {more: {when: waiting(bede) > 3, do: {add: {bed: 1}}}}
    steps:
      arrive:
        - start: wiat
        - seize: bde
          otherwise: gne
          priority: 3 * occupancy(bedd)
        - delay: {until_open: ofice}
        - route: [{when: in_use(bad) > 1, to: hom}, {to: home}]
      choose: [{split: {hme: 0.5, home: 0.5}}]
      home: [{release: bed}, {fork: [gonn, gone]}, {go: nowhere_near}]
      gone: [{wait_until: free(bedr) > 0}, {leave: gone}]
)";
    }
  };
  const ReadResult result = read_study("m.yaml", OneFile());
  Findings findings;
  find_misspelt(result.study, findings);
  std::string words;
  for (const Finding& f : findings.sorted()) words += f.path + ": " + f.problem + "; " + f.remedy + "\n";
  CHECK(words == R"(clinic.arrivals.a.enter: "arive" is not a step; did you mean "arrive"?
clinic.rules.more.when: "bede" is not a resource; did you mean "bed"?
clinic.steps.arrive.start: "wiat" is not a clock; did you mean "wait"?
clinic.steps.arrive.seize: "bde" is not a resource; did you mean "bed"?
clinic.steps.arrive.seize.otherwise: "gne" is not a step; did you mean "gone"?
clinic.steps.arrive.seize.priority: "bedd" is not a resource; did you mean "bed"?
clinic.steps.arrive.delay: "ofice" is not a calendar; did you mean "office"?
clinic.steps.arrive.route: "bad" is not a resource; did you mean "bed"?
clinic.steps.arrive.route: "hom" is not a step; did you mean "home"?
clinic.steps.choose.split: "hme" is not a step; did you mean "home"?
clinic.steps.home.fork: "gonn" is not a step; did you mean "gone"?
clinic.steps.gone.wait_until: "bedr" is not a resource; did you mean "bed"?
)");
}

TEST_CASE("giving back all units leaves a patient its site, and a branch a branch") {
  struct OneFile final : FileReader {
    std::string read(const std::string&) const override {
      return R"(model: m
sites: {north: {}, south: {}}
pathways:
  ward:
    per: site
    resources: {bed: {capacity: 2}}
    arrivals: {a: {rate: 5 per day, enter: arrive}}
    steps:
      arrive: [{fork: [x, z]}, {leave: done}]
      x: [{seize: bed}, {delay: 1 h}, {release: all}, {route: [{when: waiting(bed) > 0, to: y}, {to: y}]}]
      y: [{seize: bed}, {delay: 1 h}, {release: all}, join]
      z: [{delay: 1 min}, join]
)";
    }
  };
  const ReadResult result = read_study("m.yaml", OneFile());
  Findings findings = result.study.findings;
  CHECK(compile(result.study, findings).has_value());
  CHECK(describe(findings, result.study.texts) == "");
}
