// Which program or library an address lies in; dladdr(3), dl_iterate_phdr(3).
#define _GNU_SOURCE
#include "CEpollShim.h"

#include <dlfcn.h>
#include <link.h>

int shim_find_program_address(uintptr_t address, const char **file, uintptr_t *base, const char **symbol) {
  Dl_info info;
  if (dladdr((void *)address, &info) == 0) return -1;
  *file = info.dli_fname;
  *base = (uintptr_t)info.dli_fbase;
  *symbol = info.dli_sname;
  return 0;
}

#define SHIM_MOST_IMAGES 256

struct image {
  uint64_t name;
  uintptr_t base, start, end;
};
static struct image images[SHIM_MOST_IMAGES];
static int image_count;

// FNV-1a.
static uint64_t hash_name(const char *name) {
  uint64_t hash = 0xcbf29ce484222325;
  for (; *name; name++) hash = (hash ^ (unsigned char)*name) * 0x100000001b3;
  return hash;
}

static int note_image(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  (void)context;
  for (int i = 0; i < info->dlpi_phnum && image_count < SHIM_MOST_IMAGES; i++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
    uintptr_t start = info->dlpi_addr + part->p_vaddr;
    images[image_count++] = (struct image){hash_name(info->dlpi_name), info->dlpi_addr, start, start + part->p_memsz};
  }
  return 0;
}

void shim_note_images(void) {
  image_count = 0;
  dl_iterate_phdr(note_image, NULL);
}

uint64_t shim_find_image(uintptr_t address, uintptr_t *offset) {
  for (int i = 0; i < image_count; i++) {
    if (address < images[i].start || address >= images[i].end) continue;
    *offset = address - images[i].base;
    return images[i].name;
  }
  return 0;
}

struct wanted_image {
  uint64_t name;
  uintptr_t base;
};

static int is_wanted(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  struct wanted_image *wanted = context;
  if (hash_name(info->dlpi_name) != wanted->name) return 0;
  wanted->base = info->dlpi_addr;
  return 1;
}

int shim_find_image_base(uint64_t name, uintptr_t *base) {
  struct wanted_image wanted = {name, 0};
  if (dl_iterate_phdr(is_wanted, &wanted) == 0) return -1;
  *base = wanted.base;
  return 0;
}
