#include "cconsole.h"

#ifdef __clang__
#pragma clang diagnostic ignored "-Wpragmas"
#pragma clang diagnostic ignored "-Wunknown-warning-option"
#pragma clang diagnostic ignored "-Wc23-extensions"
#endif

// Each file is an array of its own; the compiler knows that they are inputs, and compiles again when one changes.
static const unsigned char index_html[] = {
#embed "../../console/index.html"
};
static const unsigned char console_css[] = {
#embed "../../console/console.css"
};
static const unsigned char icon_svg[] = {
#embed "../../console/icon.svg"
};
static const unsigned char app_js[] = {
#embed "../../console/app.js"
};
static const unsigned char core_js[] = {
#embed "../../console/core.js"
};
static const unsigned char home_js[] = {
#embed "../../console/home.js"
};
static const unsigned char timeline_js[] = {
#embed "../../console/timeline.js"
};
static const unsigned char query_js[] = {
#embed "../../console/query.js"
};
static const unsigned char grid_js[] = {
#embed "../../console/grid.js"
};
static const unsigned char journal_js[] = {
#embed "../../console/journal.js"
};
static const unsigned char faults_js[] = {
#embed "../../console/faults.js"
};
static const unsigned char contracts_js[] = {
#embed "../../console/contracts.js"
};
static const unsigned char settings_js[] = {
#embed "../../console/settings.js"
};
static const unsigned char sandboxes_js[] = {
#embed "../../console/sandboxes.js"
};
static const unsigned char explorer_js[] = {
#embed "../../console/explorer.js"
};

#define FILE_NAMED(text, bytes) {text, bytes, sizeof(bytes)}

static const struct cconsole_file files[] = {
    FILE_NAMED("index.html", index_html),     FILE_NAMED("console.css", console_css),
    FILE_NAMED("icon.svg", icon_svg),         FILE_NAMED("app.js", app_js),
    FILE_NAMED("core.js", core_js),           FILE_NAMED("home.js", home_js),
    FILE_NAMED("timeline.js", timeline_js),   FILE_NAMED("query.js", query_js),
    FILE_NAMED("grid.js", grid_js),           FILE_NAMED("journal.js", journal_js),
    FILE_NAMED("faults.js", faults_js),       FILE_NAMED("settings.js", settings_js),
    FILE_NAMED("sandboxes.js", sandboxes_js), FILE_NAMED("explorer.js", explorer_js),
    FILE_NAMED("contracts.js", contracts_js),
};

size_t cconsole_file_count(void) { return sizeof(files) / sizeof(files[0]); }

struct cconsole_file cconsole_file_at(size_t index) { return files[index]; }
