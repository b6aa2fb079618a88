// How the program takes memory: jemalloc, where it is linked, reads these options when it starts. In pages of 2 MB: results and models are
// made of very many small things, and to be given each page of 4 KB at its first touch cost a third of a short run.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "thp:always";
}
