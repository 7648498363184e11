import Glibc

/// How far a long work has come, on one line of standard error that is drawn over and over.
///
/// There is none where standard error is no terminal: what is not watched is not drawn.
final class ProgressBar {
    private static let width = 30

    private let isColored: Bool
    private var shown = ""

    /// Begins a bar, or gives nil where nobody watches.
    init?() {
        guard isatty(STDERR_FILENO) == 1, !Terminal.isDumb else { return nil }
        isColored = Terminal.mayBeColored
    }

    /// Draws how much is done, from 0 to 1, with a few words.
    func show(_ fraction: Double, _ words: String) {
        let filled = Int(fraction * Double(Self.width))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        let percent = Int(fraction * 100)
        draw("\(isColored ? "\u{1B}[36m\(bar)\u{1B}[0m" : bar) \(percent)%  \(words)")
    }

    /// Takes the line away.
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
