// A plugin of QEMU's user mode: writes what a program executes and which addresses it reads and writes, for model.cpp.
// options: out=FILE (may be a pipe), skip=N and take=N instructions; the program ends when these have been taken.
//
// Words of 64 bits. Code when it is first met: address << 16 | length << 8 | 255, and its 16 bytes. An instruction when it is executed:
// address << 16 | length << 8 | number of accesses, and for each of these address << 1 | whether it writes.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Of the interface of plugins, version 1: Debian ships no header for it.
typedef uint64_t PluginId;
typedef uint32_t MemoryInfo;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
void qemu_plugin_register_vcpu_tb_trans_cb(PluginId, void (*)(PluginId, struct qemu_plugin_tb*));
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb*);
struct qemu_plugin_insn* qemu_plugin_tb_get_insn(const struct qemu_plugin_tb*, size_t);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn*);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn*);
const void* qemu_plugin_insn_data(const struct qemu_plugin_insn*);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn*, void (*)(unsigned, void*), int flags, void*);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn*, void (*)(unsigned, MemoryInfo, uint64_t, void*), int flags, int which, void*);
bool qemu_plugin_mem_is_store(MemoryInfo);

#define SEEN __attribute__((visibility("default")))
SEEN int qemu_plugin_version = 1;

enum { reads_and_writes = 3, most_accesses = 60, of_code = 255 };
static FILE* out;
static uint64_t executed, skip, take = UINT64_MAX / 2;
static uint64_t header, accesses[most_accesses];
static unsigned access_count;
static bool pending;  // the instruction in hand is to be written

static void write_pending(void) {
  if (!pending) return;
  const uint64_t first = header | access_count;
  fwrite_unlocked(&first, sizeof first, 1, out);
  fwrite_unlocked(accesses, sizeof *accesses, access_count, out);
  pending = false;
}

static void execute(unsigned processor, void* its_header) {
  (void)processor;
  if (++executed <= skip) return;
  write_pending();
  if (executed > skip + take) {
    fclose(out);
    _exit(0);
  }
  header = (uint64_t)its_header;
  access_count = 0;
  pending = true;
}

static void touch(unsigned processor, MemoryInfo info, uint64_t address, void* unused) {
  (void)processor, (void)unused;
  if (pending && access_count < most_accesses) accesses[access_count++] = address << 1 | qemu_plugin_mem_is_store(info);
}

static void translate(PluginId id, struct qemu_plugin_tb* block) {
  (void)id;
  write_pending();
  for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); ++i) {
    struct qemu_plugin_insn* instruction = qemu_plugin_tb_get_insn(block, i);
    const size_t length = qemu_plugin_insn_size(instruction);
    const uint64_t its_header = qemu_plugin_insn_vaddr(instruction) << 16 | length << 8;
    uint64_t code[3] = {its_header | of_code};
    memcpy(code + 1, qemu_plugin_insn_data(instruction), length < 16 ? length : 16);
    fwrite_unlocked(code, sizeof code, 1, out);
    qemu_plugin_register_vcpu_insn_exec_cb(instruction, execute, 0, (void*)its_header);
    qemu_plugin_register_vcpu_mem_cb(instruction, touch, 0, reads_and_writes, NULL);
  }
}

SEEN int qemu_plugin_install(PluginId id, const void* info, int count, char** options) {
  (void)info;
  for (int i = 0; i < count; ++i) {
    if (!strncmp(options[i], "skip=", 5)) skip = strtoull(options[i] + 5, NULL, 0);
    if (!strncmp(options[i], "take=", 5)) take = strtoull(options[i] + 5, NULL, 0);
    if (!strncmp(options[i], "out=", 4)) out = fopen(options[i] + 4, "wb");
  }
  if (out == NULL) return 1;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
  return 0;
}
