/// A channel that carries lines to a program that drives a client, and its response lines back.
public protocol LineChannel: Sendable {
    /// Sends one line and returns the response line, both without their line ends.
    ///
    /// - Throws: `SubjectError` if the program has ended, takes too long, or writes a line that is too long.
    func exchange(_ line: String) async throws(SubjectError) -> String
}
