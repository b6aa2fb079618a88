#include "input/dotted_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/words.hpp"
#include "input/fields.hpp"
#include "input/keys.hpp"

namespace careway {

namespace {

/// Sections of a pathway whose word may be left out.
const std::vector<std::string> sections = {"resources", "arrivals", "clocks",    "steps",  "parameters",
                                           "rules",     "levels",   "calendars", "tables", "figures", "correlate"};
const std::vector<std::string> model_blocks = {"calendars", "parameters", "tables", "clocks", "levels", "figures", "rules", "correlate"};

constexpr std::size_t longest_path = 500;

std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> words;
  std::size_t from = 0;
  for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', from)) {
    words.push_back(path.substr(from, dot - from));
    from = dot + 1;
  }
  words.push_back(path.substr(from));
  return words;
}

/// "delay[2]" as "delay" and 2; no brackets: 0; malformed: -1.
std::pair<std::string, int> without_index(const std::string& word) {
  const std::size_t open = word.find('[');
  if (open == std::string::npos) return {word, 0};
  int index = 0;
  const char* begin = word.data() + open + 1;
  const auto [end, trouble] = std::from_chars(begin, word.data() + word.size(), index);
  const bool good = trouble == std::errc() && end == word.data() + word.size() - 1 && *end == ']' && index >= 1;
  return {word.substr(0, open), good ? index : -1};
}

bool is_verb(const std::string& word) {
  const std::vector<std::string>& verbs = known_verbs();
  return std::find(verbs.begin(), verbs.end(), word) != verbs.end();
}

/// The action's verb; empty when it has none.
std::string verb_of(const YamlNode& action) {
  if (action.is_scalar()) return action.text;
  for (const YamlField& field : action.fields)
    if (is_verb(field.key)) return field.key;
  return {};
}

std::vector<std::string> keys_of(const YamlNode& node) {
  std::vector<std::string> keys;
  for (const YamlField& field : node.fields) keys.push_back(field.key);
  return keys;
}

/// Walks word by word; stops at the first that leads nowhere.
class Walk final {
 public:
  Walk(PathTarget& target, std::vector<std::string> words, std::size_t next)
      : target_(target), words_(std::move(words)), next_(next) {}

  void in_model(YamlNode& model) {
    here_ = &model;
    target_.section = without_index(words_[next_]).first;
    take_key();
    to_the_end();
  }

  void in_pathway(YamlNode& pathway) {
    here_ = &pathway;
    done_ = words_[0];
    if (next_ == words_.size()) return fail("names a whole pathway", "name a figure in it");
    const std::string name = without_index(words_[next_]).first;
    if (pathway.find(name) == nullptr && !enter_section(pathway, name)) return;
    if (target_.section.empty()) {
      target_.section = name;
      take_key();
      depth_ = 0;  // the section's own word does not count
    }
    to_the_end();
  }

 private:
  /// Finds the section that holds the name.
  bool enter_section(YamlNode& pathway, const std::string& name) {
    std::vector<std::string> holders;
    std::vector<std::string> names;
    for (const std::string& section : sections) {
      const YamlNode* block = pathway.find(section);
      if (block == nullptr || !block->is_map()) continue;
      for (const YamlField& field : block->fields) {
        names.push_back(field.key);
        if (field.key == name) holders.push_back(section);
      }
    }
    if (holders.empty()) {
      fail(fmt::format("{} has no \"{}\"", done_, name), advice(name, names));
      return false;
    }
    if (holders.size() > 1) {
      std::vector<std::string> full;
      full.reserve(holders.size());
      for (const std::string& holder : holders) full.push_back(fmt::format("{}.{}.{}", done_, holder, rest()));
      fail(fmt::format("\"{}\" may mean several things", name), "write " + one_of(full));
      return false;
    }
    target_.section = holders[0];
    here_ = pathway.find(holders[0]);
    done_ += "." + holders[0];
    return true;
  }

  void to_the_end() {
    while (here_ != nullptr && next_ < words_.size()) take_word();
    if (here_ == nullptr) return;
    target_.outer = here_;
    target_.node = is_wrapped(*here_) ? here_->find("value") : here_;
    target_.full_path = done_;
  }

  void take_word() {
    if (is_wrapped(*here_) && words_[next_] != "source" && words_[next_] != "value") here_ = here_->find("value");
    const bool in_step = target_.section == "steps" && here_->is_list() && action_ == nullptr && depth_ == 1;
    if (in_step && is_verb(without_index(words_[next_]).first)) return take_action();
    take_key();
  }

  /// `delay[2]`: the second action of that verb in this step.
  void take_action() {
    const auto [verb, index] = without_index(words_[next_]);
    if (index < 0) return fail_index();
    std::vector<YamlNode*> alike;
    std::vector<std::string> verbs;
    for (YamlNode& action : here_->items) {
      if (verb_of(action) == verb) alike.push_back(&action);
      if (const std::string other = verb_of(action); std::find(verbs.begin(), verbs.end(), other) == verbs.end())
        verbs.push_back(other);
    }
    const std::size_t wanted = index == 0 ? 1 : static_cast<std::size_t>(index);
    if (alike.empty()) return fail(fmt::format("{} has no {}", done_, verb), advice(verb, verbs));
    if (alike.size() < wanted)
      return fail(fmt::format("{} has only {}", done_, counted(alike.size(), (verb + " action").c_str())),
                  "actions are counted from 1");
    if (index == 0 && alike.size() > 1)
      target_.doubt = fmt::format("{} has {}, and this changes the first; write {}[1] to say so", done_,
                                  counted(alike.size(), (verb + " action").c_str()), verb);
    action_ = alike[wanted - 1];
    if (!action_->is_map()) return fail(fmt::format("{} holds no figure", verb), "name a figure");
    here_ = action_->find(verb);
    advance(wanted == 1 ? verb : words_[next_], verb);
  }

  /// A key of a map and then perhaps an item of the list below it. Keys may hold dots themselves ("quantiles.0.5").
  void take_key() {
    const auto [word, index] = without_index(words_[next_]);
    if (index < 0) return fail_index();
    std::string written = words_[next_];
    YamlNode* below = nullptr;
    if (next_ + 1 < words_.size()) below = child(words_[next_] + "." + words_[next_ + 1]);
    if (below != nullptr)
      written += "." + words_[++next_];
    else
      below = child(word);
    if (below == nullptr) return fail_key(word);
    if (index > 0) {
      if (is_wrapped(*below)) below = below->find("value");
      if (!below->is_list() || static_cast<std::size_t>(index) > below->items.size())
        return fail(fmt::format("{}.{} {}", done_, word,
                                below->is_list() ? "has only " + counted(below->items.size(), "item") : "is no list"),
                    below->is_list() ? "items are counted from 1" : "take the brackets away");
      below = &below->items[static_cast<std::size_t>(index) - 1];
    }
    here_ = below;
    action_ = nullptr;
    advance(written, word);
  }

  /// What stands below the present node, or beside the verb for a modifier.
  YamlNode* child(const std::string& key) {
    if (here_->is_map())
      if (YamlNode* below = here_->find(key)) return below;
    return action_ != nullptr && !is_verb(key) ? action_->find(key) : nullptr;
  }

  void advance(const std::string& written, const std::string& key) {
    done_ += (done_.empty() ? "" : ".") + written;
    target_.key = key;
    ++next_;
    ++depth_;
  }

  void fail(std::string problem, std::string remedy) {
    target_.problem = std::move(problem);
    target_.remedy = std::move(remedy);
    here_ = nullptr;
  }

  void fail_index() { fail(fmt::format("\"{}\" is no item", words_[next_]), "count items from 1, such as delay[2]"); }

  void fail_key(const std::string& word) {
    std::vector<std::string> keys;
    if (here_->is_list() && target_.section == "steps") {
      for (const YamlNode& item : here_->items) keys.push_back(verb_of(item));
    } else if (here_->is_list()) {
      return fail(fmt::format("{} is a list", done_), fmt::format("name an item, such as {}[1]", done_));
    } else {
      keys = keys_of(*here_);
    }
    if (action_ != nullptr)
      for (const std::string& key : keys_of(*action_))
        if (!is_verb(key)) keys.push_back(key);
    std::erase(keys, "source");
    if (keys.empty())
      return fail(fmt::format("{} is a single value and has no \"{}\"", done_, word), fmt::format("write {}", done_));
    fail(fmt::format("{} has no \"{}\"", done_.empty() ? "the model" : done_, word), advice(word, keys));
  }

  /// The whole path with the wrong word replaced by the nearest right one.
  std::string advice(const std::string& word, const std::vector<std::string>& candidates) const {
    const std::string near = nearest_word(word, candidates);
    if (near.empty()) return suggestion(word, candidates);
    std::string path;
    for (std::size_t i = 0; i < words_.size(); ++i)
      path += (i == 0 ? "" : ".") + (i == next_ ? near + words_[i].substr(std::min(word.size(), words_[i].size())) : words_[i]);
    return fmt::format("did you mean \"{}\"?", path);
  }

  std::string rest() const {
    std::string text;
    for (std::size_t i = next_; i < words_.size(); ++i) text += (i == next_ ? "" : ".") + words_[i];
    return text;
  }

  PathTarget& target_;
  std::vector<std::string> words_;
  std::size_t next_;
  std::size_t depth_ = 0;  ///< words taken below the section
  YamlNode* here_ = nullptr;
  YamlNode* action_ = nullptr;  ///< the action whose verb was just taken: its modifiers may follow
  std::string done_;            ///< the path so far, in full
};

}  // namespace

std::optional<std::size_t> root_of(const std::vector<std::string>& pathway_names, std::string_view path) {
  const std::string first = without_index(std::string(path.substr(0, path.find('.')))).first;
  const auto found = std::find(pathway_names.begin(), pathway_names.end(), first);
  if (found != pathway_names.end()) return static_cast<std::size_t>(found - pathway_names.begin());
  if (std::find(model_blocks.begin(), model_blocks.end(), first) != model_blocks.end()) return model_root;
  return std::nullopt;
}

PathTarget find_path(const PathRoots& roots, const std::string& path) {
  PathTarget target;
  if (path.size() > longest_path) {
    target.problem = "is too long for a path";
    return target;
  }
  const std::vector<std::string> words = split(path);
  const std::optional<std::size_t> root = root_of(roots.pathway_names, path);
  if (!root) {
    std::vector<std::string> firsts = roots.pathway_names;
    firsts.insert(firsts.end(), model_blocks.begin(), model_blocks.end());
    const std::string near = nearest_word(words[0], firsts);
    target.problem = fmt::format("\"{}\" is no pathway and no block of the model", words[0]);
    target.remedy = near.empty() ? "a path begins with the name of a pathway: " + one_of(roots.pathway_names)
                                 : fmt::format("did you mean \"{}\"?", near + path.substr(words[0].size()));
    return target;
  }
  if (*root == model_root)
    Walk(target, words, 0).in_model(*roots.model);
  else
    Walk(target, words, 1).in_pathway(*roots.pathways[*root]);
  return target;
}

}  // namespace careway
