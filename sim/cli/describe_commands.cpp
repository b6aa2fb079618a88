#include "cli/describe_commands.hpp"

#include <fmt/format.h>

namespace careway {

namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) { return app.get_subcommands([](const CLI::App*) { return true; }); }
std::vector<const CLI::Option*> options_of(const CLI::App& app) { return app.get_options([](const CLI::Option*) { return true; }); }

/// The words that an option may have, where the parser knows them: "{svg,dot,mermaid}" in its type.
std::string choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t from = type.find('{'), until = type.find('}', from);
  if (from == std::string::npos || until == std::string::npos) return "";
  std::string words = type.substr(from + 1, until - from - 1);
  for (char& c : words)
    if (c == ',') c = ' ';
  return words;
}

/// "\-\-out FILE": for roff, in which a hyphen is otherwise set as a dash.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') out += "\\e";
    else if (c == '-') out += "\\-";
    else if (c == '\n') out += "\n.br\n";
    else out += c;
  }
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string option_text(const CLI::Option& option) {
  const std::string choices = choices_of(option);
  std::string value;
  if (option.get_items_expected_max() > 0) value = choices.empty() ? " VALUE" : " " + choices;
  return option.get_positional() ? option.get_name(true) : option.get_name(false, true) + value;
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
  std::string commands, cases, values;
  for (const CLI::App* command : commands_of(app)) {
    commands += " " + command->get_name();
    std::string words;
    for (const CLI::Option* option : options_of(*command)) {
      if (option->get_positional()) continue;
      for (const std::string& name : option->get_lnames()) {
        words += " --" + name;
        const std::string choices = choices_of(*option);
        if (!choices.empty()) values += fmt::format("    {}:--{}) COMPREPLY=($(compgen -W \"{}\" -- \"$word\")); return ;;\n", command->get_name(), name, choices);
      }
    }
    cases += fmt::format("    {}) options=\"{}\" ;;\n", command->get_name(), words.empty() ? "" : words.substr(1));
  }
  return "# Completion of careway for bash: source it, or put it into /etc/bash_completion.d/careway.\n"
         "_careway() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} options=\"\"\n"
         "  COMPREPLY=()\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    COMPREPLY=($(compgen -W \"" + commands.substr(commands.empty() ? 0 : 1) + " --help --version\" -- \"$word\"))\n"
         "    return\n"
         "  fi\n"
         "  case \"$command:$before\" in\n" + values + "    *) ;;\n  esac\n"
         "  case \"$command\" in\n" + cases + "    *) ;;\n  esac\n"
         "  case \"$word\" in\n"
         "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
         "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
         "  esac\n"
         "}\n"
         "complete -o filenames -F _careway careway\n";
}

std::string manual_page(const CLI::App& app, const std::string& version) {
  std::string page = fmt::format(".TH CAREWAY 1 \"\" \"careway {}\" \"User Commands\"\n.SH NAME\ncareway \\- simulate patient flow through a whole system\n", roff(version));
  page += ".SH SYNOPSIS\n.B careway\n.I COMMAND\n[\\fIOPTIONS\\fR]\n";
  page += ".SH DESCRIPTION\n" + roff(app.get_description()) + "\n.SH COMMANDS\n";
  for (const CLI::App* command : commands_of(app)) {
    std::string synopsis;
    for (const CLI::Option* option : options_of(*command))
      if (option->get_positional()) synopsis += " " + option->get_name(true);
    page += fmt::format(".SS {}\n{}.\n", roff(command->get_name() + synopsis), roff(command->get_description()));
    for (const CLI::Option* option : options_of(*command)) page += fmt::format(".TP\n.B {}\n{}\n", roff(option_text(*option)), roff(option->get_description()));
    if (!command->get_footer().empty()) page += ".PP\n" + roff(command->get_footer()) + "\n";
  }
  page += ".SH EXIT STATUS\n"
          ".TP\n.B 0\ngood\n.TP\n.B 1\na defect of the program, or a failed audit\n.TP\n.B 2\nwrong input; all findings were printed\n"
          ".TP\n.B 3\nthe world failed: disk, or interrupted\n.TP\n.B 4\nless precise than asked\n"
          ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nno colour, also on a terminal\n";
  page += ".SH EXAMPLES\n" + roff(app.get_footer()) + "\n";
  return page;
}

}  // namespace careway
