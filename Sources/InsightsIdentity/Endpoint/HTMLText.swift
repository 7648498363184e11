/// Text in HTML, also within quoted attributes.
enum HTMLText {
    /// Returns a text in which nothing is markup.
    static func escaped(_ text: String) -> String {
        text.map { ["<": "&lt;", ">": "&gt;", "&": "&amp;", "\"": "&quot;", "'": "&#39;"][$0] ?? String($0) }.joined()
    }
}
