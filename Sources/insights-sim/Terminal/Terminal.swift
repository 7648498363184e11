import Glibc
import InsightsJSON
import Synchronization

/// The output of the tool: data to standard output, messages for people to standard error.
struct Terminal {
    /// Whether standard output may be coloured: it is a capable terminal, and NO_COLOR is not set (no-color.org).
    let isColored: Bool

    static var standard: Terminal {
        Terminal(isColored: mayBeColored && isatty(STDOUT_FILENO) == 1)
    }

    /// Whether the environment allows colours on a terminal.
    static var mayBeColored: Bool {
        let refuses = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        return !refuses && !isDumb
    }

    /// Whether TERM is `dumb`, so that the terminal has no control sequences.
    static var isDumb: Bool { getenv("TERM").map { String(cString: $0) } == "dumb" }

    /// Writes text for people: whatever it quotes neither acts on the terminal nor commands a runner.
    func output(_ text: String) {
        write(PrintableText.lines(text, keepsStyles: isColored) + "\n", to: STDOUT_FILENO)
    }

    /// Writes a JSON value over several lines; `isCompact` writes it on one.
    func output(_ value: JSONValue, isCompact: Bool = false) {
        let text = isCompact ? String(decoding: JSONWriter.encode(value), as: UTF8.self) : JSONWriter.pretty(value)
        write(PrintableText.json(text) + "\n", to: STDOUT_FILENO)
    }

    /// Writes one line that may quote anything.
    func outputLine(_ text: String) {
        output(PrintableText.line(text))
    }

    /// Writes workflow commands, which must reach the runner as they are.
    func commands(_ text: String, onErrors: Bool) {
        write(text + "\n", to: onErrors ? STDERR_FILENO : STDOUT_FILENO)
    }

    func outputBytes(_ bytes: [UInt8]) {
        write(bytes, to: STDOUT_FILENO)
    }

    /// Writes a message for people; as `output` does.
    func error(_ text: String) {
        write(PrintableText.lines(text, keepsStyles: isColored) + "\n", to: STDERR_FILENO)
    }

    /// Writes a message on one line, which may quote anything.
    func errorLine(_ text: String) {
        error(PrintableText.line(text))
    }

    /// Returns the text in a style, or unchanged without colours.
    func styled(_ text: String, _ style: Style) -> String {
        isColored ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    enum Style: String {
        case bold = "1"
        case dim = "2"
        case green = "32"
        case cyan = "36"
    }

    /// The reason why standard output could not be written, in the system's words; nil if all of it was.
    ///
    /// A reader may close its pipe early, which does not count as a failure.
    var outputFailure: String? {
        let error = outputError.load(ordering: .relaxed)
        return [0, EPIPE].contains(error) ? nil : SystemError(number: error).description
    }

    private func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8), to: descriptor)
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) {
        // After a failure of standard output, more would leave a gap.
        guard descriptor != STDOUT_FILENO || outputError.load(ordering: .relaxed) == 0 else { return }
        do throws(SystemError) {
            try Descriptor.write(bytes, to: descriptor)
        } catch {
            if descriptor == STDOUT_FILENO { outputError.store(error.number, ordering: .relaxed) }
        }
    }
}

/// The error of the first write to standard output that failed; 0 for none.
private let outputError = Atomic<Int32>(0)
