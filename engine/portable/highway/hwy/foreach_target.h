// In place of Google Highway's header of this name: there is one target, so a kernel is compiled once.
