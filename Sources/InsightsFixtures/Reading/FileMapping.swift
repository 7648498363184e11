import Glibc

/// A part of a file in this process's memory, for reading.
///
/// A page is read when it is first used, and the system may drop it at any time. If the file is cut while it is mapped,
/// use of the lost pages ends the process.
final class FileMapping {
    /// The first of the mapped bytes.
    let start: UnsafeRawPointer
    private let pages: UnsafeMutableRawPointer
    private let size: Int

    /// Maps bytes of an open file, which may be closed afterwards; nil if the system refuses.
    init?(_ descriptor: Int32, offset: Int, count: Int) {
        let page = max(4096, sysconf(Int32(_SC_PAGESIZE)))
        let before = offset % page
        size = before + count
        guard count > 0, let pages = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, offset - before),
            pages != MAP_FAILED
        else { return nil }
        self.pages = pages
        start = UnsafeRawPointer(pages + before)
    }

    deinit {
        munmap(pages, size)
    }
}
