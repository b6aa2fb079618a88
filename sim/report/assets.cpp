#include "report/assets.hpp"

// The assembler reads the files (CMakeLists.txt says where they are and rebuilds when they change).
#define EMBED(name, file)                                   \
  asm(".pushsection .rodata\n.global " #name "\n" #name ":\n.incbin \"" file "\"\n.global " #name "_end\n" #name "_end:\n.byte 0\n.popsection\n"); \
  extern "C" const char name[], name##_end[];

EMBED(careway_page_css, CAREWAY_PAGE "/page.css")
EMBED(careway_page_js, CAREWAY_PAGE "/page.js")
EMBED(careway_echarts_js, CAREWAY_VENDOR "/echarts.min.js")

namespace careway {

namespace {
std::string_view between(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }
}  // namespace

std::string_view page_style() { return between(careway_page_css, careway_page_css_end); }
std::string_view page_script() { return between(careway_page_js, careway_page_js_end); }
std::string_view chart_library() { return between(careway_echarts_js, careway_echarts_js_end); }

}  // namespace careway
