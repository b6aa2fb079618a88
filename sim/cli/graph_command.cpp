#include <fmt/core.h>

#include <algorithm>

#include "base/words.hpp"
#include "cli/commands.hpp"
#include "cli/say.hpp"
#include "cli/targets.hpp"
#include "output/files.hpp"
#include "report/graph_text.hpp"

namespace careway {

namespace {

std::string drawing_text(const ModelDrawing& drawing, const std::string& format) {
  if (format == "dot") return dot_text(drawing);
  if (format == "mermaid") return mermaid_text(drawing);
  return svg_text(drawing);
}

std::vector<std::string> files_of(const SourceTexts& texts) {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < texts.size(); ++i) names.push_back(texts.name(i));
  return names;
}

}  // namespace

Exit graph_command(const GraphOptions& options) {
  LoadOptions load_options;
  load_options.needs_experiment = false;
  const Loaded loaded = load(options.file, load_options);
  if (!options.out.empty()) {
    refuse_input(options.out, files_of(loaded.text.texts));
    refuse_over_results(options.out);
  }
  const std::vector<std::string>& pathways = loaded.net.pathways;
  if (!options.pathway.empty() && std::find(pathways.begin(), pathways.end(), options.pathway) == pathways.end()) {
    say("careway: \"{}\" is no pathway of {}; {}\n", options.pathway, options.file, suggestion(options.pathway, pathways));
    return Exit::wrong_input;
  }
  const std::string text = drawing_text(draw_model(loaded.text, options.pathway), options.format);
  if (options.out.empty()) fmt::print("{}", text);
  else write_file(options.out, text);
  return Exit::good;
}

}  // namespace careway
