// A model as boxes and arrows in plain words, and the texts that draw it: SVG for the eye, dot and Mermaid for other programs.
// Everything comes from what the user wrote; nothing is run. Figures are those at the start of the experiment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/study_text.hpp"

namespace careway {

inline constexpr std::size_t no_resource = SIZE_MAX;

struct DrawnLine {
  enum class Mark { plain, takes, gives, faint } mark = Mark::plain;
  std::string text;
  std::size_t resource = no_resource;  ///< in ModelDrawing::resources, of `takes` and `gives`
};

struct DrawnBox {
  enum class Kind { step, arrivals, outcome, sign } kind = Kind::step;  ///< a sign names another pathway
  std::string name;   ///< as written
  std::string title;  ///< for the eye
  std::vector<DrawnLine> lines;
};

struct BoxRef {
  std::size_t pathway = 0;
  std::size_t box = 0;
  friend auto operator<=>(const BoxRef&, const BoxRef&) = default;
};

struct DrawnArrow {
  BoxRef from, to;
  std::vector<std::string> labels;  ///< one for each way of going there
};

struct DrawnResource {
  std::size_t pathway = 0;
  std::string name;
  std::string note;  ///< its capacity in words
};

struct DrawnPathway {
  std::string name;
  std::string title;
  std::string about;
  bool shown = true;  ///< otherwise only named, where arrows lead to it
  std::vector<DrawnBox> boxes;
};

struct ModelDrawing {
  std::string title;
  std::string about;
  std::vector<DrawnPathway> pathways;
  std::vector<DrawnArrow> arrows;
  std::vector<DrawnResource> resources;
};

/// `only`: the pathway to draw, or empty for all; must be one of the model's.
ModelDrawing draw_model(const StudyText& study, const std::string& only);

std::string dot_text(const ModelDrawing& drawing);
std::string mermaid_text(const ModelDrawing& drawing);
std::string svg_text(const ModelDrawing& drawing);

}  // namespace careway
