#include "output/sidecar.hpp"

#include <nlohmann/json.hpp>

#include "output/files.hpp"

namespace careway {

std::string sidecar_path(const std::string& results_path) { return results_path + ".run.json"; }

std::string sidecar_json(const RunFacts& facts) {
  using Json = nlohmann::ordered_json;
  const Json rate = facts.wall_seconds > 0 ? Json(static_cast<double>(facts.events) / facts.wall_seconds) : Json();
  const Json json{{"started", facts.started},
                  {"finished", facts.finished},
                  {"host", facts.host},
                  {"system", facts.system},
                  {"threads", facts.threads},
                  {"processes", facts.processes},
                  {"command_line", facts.command_line},
                  {"wall_seconds", facts.wall_seconds},
                  {"events", facts.events},
                  {"events_per_second", rate}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void write_sidecar(const std::string& path, const RunFacts& facts) { write_file(path, sidecar_json(facts)); }

}  // namespace careway
