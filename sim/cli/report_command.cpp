#include <fmt/core.h>

#include <filesystem>

#include "base/bulk.hpp"
#include "cli/commands.hpp"
#include "cli/say.hpp"
#include "cli/targets.hpp"
#include "output/compare.hpp"
#include "output/files.hpp"
#include "output/results_file.hpp"
#include "report/page.hpp"

namespace careway {

Exit report_command(const ReportOptions& options) {
  const std::string out = options.out.empty() ? std::filesystem::path(options.files[0]).replace_extension(".html").string() : options.out;
  refuse_input(out, options.files);
  refuse_over_results(out);
  bulk_into(folder_of(out));
  Studies studies;
  for (const std::string& file : options.files) studies.push_back({file, read_results(file)});
  bool comparable = true;
  for (std::size_t i = 1; i < studies.size(); ++i)
    for (const std::string& obstacle : obstacles(studies[0].results, studies[i].results)) {
      say("careway: {} and {} cannot be laid side by side: {}\n", studies[0].file, studies[i].file, obstacle);
      comparable = false;
    }
  if (!comparable) return Exit::wrong_input;
  if (studies[0].results.done() == 0) {
    say("careway: {} holds no replication\n", studies[0].file);
    return Exit::wrong_input;
  }
  const Page page = report_page(studies);
  write_file(out, page.html);
  for (const std::string& note : page.notes) say("not drawn: {}\n", note);
  if (!options.quiet) fmt::print("{} written ({:.1f} MB); open it in any browser, also offline\n", out, static_cast<double>(page.html.size()) / 1e6);
  return Exit::good;
}

}  // namespace careway
