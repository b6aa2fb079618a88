// Who goes from which step to which, in the results file.
#include "output/hdf5_read.hpp"
#include "output/hdf5_write.hpp"
#include "output/layout.hpp"

namespace careway {
namespace {

struct WayRow {
  std::string from, to;
};

}  // namespace

template <class Archive, class Study>
void lay_out_flow(Archive& root, Study& results, const Extents& e) {
  Archive group = root.group("flow");
  const Columns<StepResult> columns{{"name", &StepResult::name}, {"waits_for", &StepResult::waits_for}};
  group.table("steps", {"", "steps, and the resources that patients may wait for there", "step"}, columns, results.steps);
  std::vector<WayRow> ways;
  std::vector<std::uint64_t> total;
  if constexpr (Archive::writing) {
    for (const FlowResult& flow : results.flows) ways.push_back({flow.from, flow.to});
    for (std::size_t r = 0; r < e.replications; ++r)
      for (const FlowResult& flow : results.flows) total.push_back(flow.total[r]);
  }
  group.table("ways", {"", "steps, sources of arrivals and outcomes between which patients go", "way"},
              {{"from", &WayRow::from}, {"to", &WayRow::to}}, ways);
  group.array("total", {"1", "patients who went there within the window", "replication, way"}, {e.replications, ways.size()}, total);
  if constexpr (!Archive::writing) {
    for (const WayRow& way : ways) results.flows.push_back({way.from, way.to, std::vector<std::uint64_t>(e.replications)});
    for (std::size_t i = 0; i < total.size(); ++i) results.flows[i % ways.size()].total[i / ways.size()] = total[i];
  }
}

template void lay_out_flow(Hdf5Writer&, const Results&, const Extents&);
template void lay_out_flow(Hdf5Reader&, Results&, const Extents&);

}  // namespace careway
