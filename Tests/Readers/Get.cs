using System;
using System.IO;
using System.Net;
using System.Net.Http;

class Get {
    static void Main() {
        var handler = new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip };
        var text = new HttpClient(handler).GetByteArrayAsync(Environment.GetEnvironmentVariable("LINK")).Result;
        File.WriteAllBytes(Environment.GetEnvironmentVariable("OUT"), text);
    }
}
