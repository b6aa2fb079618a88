#include "output/export_events.hpp"

#include <fmt/format.h>

#include "output/export_parts.hpp"
#include "output/new_file.hpp"
#include "output/parquet.hpp"

namespace careway {

ExportNote export_csv(const EventLogReader& log, const std::vector<std::uint32_t>& replications, const std::string& path) {
  NewFile file(path);
  ExportNote note;
  file.put("run,patient,event,time_min,date_time,pathway,step,resource,site,unit\n");
  for (const std::uint32_t replication : replications)
    tell_all(log, replication, [&](const Told& t) {
      file.put(fmt::format("{},{},{},{},{},{},{},{},{},{}\n", replication, t.row.patient, event_words[t.row.what], minutes(t.row.time),
                           date_time(t.row.time, log.about().start), t.pathway, t.step, t.resource, t.site, t.unit > 0 ? std::to_string(t.unit) : ""));
      ++note.rows;
    });
  file.finish();
  return note;
}

ExportNote export_parquet(const EventLogReader& log, const std::vector<std::uint32_t>& replications, const std::string& path) {
  constexpr std::size_t group_rows = 1 << 17;
  ExportNote note;
  ParquetWriter file(path, {{"run", ParquetType::int32}, {"patient", ParquetType::int64}, {"event", ParquetType::text}, {"time_ms", ParquetType::int64}, {"date_time", ParquetType::instant}, {"pathway", ParquetType::text},
                            {"step", ParquetType::text}, {"resource", ParquetType::text}, {"site", ParquetType::text}, {"unit", ParquetType::int32}});
  for (const std::uint32_t replication : replications)
    tell_all(log, replication, [&](const Told& t) {
      file.put(0, static_cast<std::int32_t>(replication));
      file.put(1, static_cast<std::int64_t>(t.row.patient));
      file.put(2, std::string(event_words[t.row.what]));
      file.put(3, t.row.time);
      file.put(4, log.about().start.days * ticks_per_day + t.row.time);
      file.put(5, t.pathway);
      file.put(6, t.step);
      file.put(7, t.resource);
      file.put(8, t.site);
      file.put(9, static_cast<std::int32_t>(t.unit));
      if (++note.rows % group_rows == 0) file.end_group();
    });
  file.finish();
  return note;
}

}  // namespace careway
