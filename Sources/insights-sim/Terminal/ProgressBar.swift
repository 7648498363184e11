import Glibc

/// A progress bar in one line of standard error, which is redrawn in place.
///
/// There is none if standard error is not a terminal.
final class ProgressBar {
    private static let width = 30

    private let isColored: Bool
    private var shown = ""

    /// Creates a bar; returns nil if standard error is not a capable terminal.
    init?() {
        guard isatty(STDERR_FILENO) == 1, !Terminal.isDumb else { return nil }
        isColored = Terminal.mayBeColored
    }

    /// Draws the completed fraction, from 0 to 1, with a short text.
    func show(_ fraction: Double, _ words: String) {
        let filled = Int(fraction * Double(Self.width))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        let percent = Int(fraction * 100)
        draw("\(isColored ? "\u{1B}[36m\(bar)\u{1B}[0m" : bar) \(percent)%  \(words)")
    }

    /// Clears the line.
    func clear() {
        draw("")
    }

    private func draw(_ line: String) {
        guard line != shown else { return }
        shown = line
        let bytes = Array("\r\u{1B}[K\(line)".utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
