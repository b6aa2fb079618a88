// How the program takes memory: jemalloc, where it is linked, reads these options when it starts.
//
// In pages of 2 MB: models and results are made of very many small things, and to be given each page of 4 KB at its first touch took a
// third of a short run. And what was given back is kept for what comes next, large pieces too: replications want the same again and again.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "thp:always,dirty_decay_ms:-1,oversize_threshold:0";
}
