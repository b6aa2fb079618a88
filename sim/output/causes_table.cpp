#include "output/causes_table.hpp"

#include "output/hdf5_write.hpp"
#include "study/attribution.hpp"

namespace careway {
namespace {

/// Resources times sites beyond which only the whole window is solved: a dense system for each bucket would take too long.
constexpr std::size_t most_places_by_bucket = 500;

struct Row {
  std::string waited_for, site, bucket, cause, cause_site;
  double waiting = 0, share = 0, low = not_known, high = not_known;
};

class Rows {
 public:
  explicit Rows(const Results& r) : r_(r) {}

  void add(const Attribution& a, const std::string& bucket) {
    for (const WaitingFor& w : a.total) add(w, bucket);
    for (const WaitingFor& w : a.by_site) add(w, bucket);
  }

  std::vector<Row> rows;

 private:
  void add(const WaitingFor& w, const std::string& bucket) {
    Row row{r_.resources[w.resource].name, w.site, bucket, "", ""};
    row.waiting = w.waiting;
    for (const Cause& cause : w.causes) {
      row.cause = r_.resources[cause.resource].name;
      row.cause_site.clear();
      row.share = cause.share.value;
      row.low = cause.share.low;
      row.high = cause.share.high;
      rows.push_back(row);
      row.low = row.high = not_known;
      for (std::size_t s = 0; s < cause.by_site.size(); ++s) {
        if (!(cause.by_site[s] > 0)) continue;
        row.cause_site = r_.sites[s];
        row.share = cause.by_site[s];
        rows.push_back(row);
      }
    }
  }

  const Results& r_;
};

}  // namespace

void write_causes_table(Hdf5Writer& root, const Results& r) {
  Rows rows(r);
  rows.add(attribution_of(r), "");
  if (r.resources.size() * std::max<std::size_t>(1, r.sites.size()) <= most_places_by_bucket) {
    const std::vector<Attribution> buckets = attribution_by_bucket(r);
    for (std::size_t b = 0; b < buckets.size(); ++b) rows.add(buckets[b], r.buckets[b].label);
  }
  const Columns<Row> columns{{"waited_for", &Row::waited_for}, {"site", &Row::site},       {"bucket", &Row::bucket},
                             {"cause", &Row::cause},           {"cause_site", &Row::cause_site}, {"waiting", &Row::waiting},
                             {"share", &Row::share},           {"low", &Row::low},         {"high", &Row::high}};
  root.table("causes", {"share", "shares of the waiting for each resource by where the chain of waits ends in units at work; derived", "cause"},
             columns, rows.rows);
}

}  // namespace careway
