import Glibc

/// Where the tool writes: data to standard output, words for people to standard error.
struct Terminal {
    /// Whether standard output may be coloured: it is a terminal that can, and NO_COLOR is not set (no-color.org).
    let isColored: Bool

    static var standard: Terminal {
        Terminal(isColored: mayBeColored && isatty(STDOUT_FILENO) == 1)
    }

    /// Whether people want colours, where there is a terminal.
    static var mayBeColored: Bool {
        let refuses = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        return !refuses && !isDumb
    }

    /// Whether the terminal says that it can do nothing but print.
    static var isDumb: Bool { getenv("TERM").map { String(cString: $0) } == "dumb" }

    func output(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    func outputBytes(_ bytes: [UInt8]) {
        write(bytes, to: STDOUT_FILENO)
    }

    func error(_ text: String) {
        write(text + "\n", to: STDERR_FILENO)
    }

    /// The text in a style, where colours are wanted.
    func styled(_ text: String, _ style: Style) -> String {
        isColored ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    enum Style: String {
        case bold = "1"
        case dim = "2"
        case green = "32"
        case cyan = "36"
    }

    private func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8), to: descriptor)
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
            }
            if written < 0, errno == EINTR { continue }
            // Nobody reads any more (a closed pipe): there is nobody to tell either.
            guard written > 0 else { return }
            offset += written
        }
    }
}
