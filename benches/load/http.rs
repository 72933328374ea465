//! As much of HTTP/1.1 as a load needs: bytes that were made beforehand go out, and an answer comes back.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// A connection that is kept.
pub struct Connection {
    stream: TcpStream,
    /// What has arrived and was not yet taken.
    read: Vec<u8>,
    /// How much of it the last answer was.
    taken: usize,
}

/// An answer, in the connection's own bytes.
pub struct Reply<'a> {
    pub status: u16,
    pub head: &'a str,
    /// Chunks are still in their frames.
    pub body: &'a [u8],
}

/// How much is read at once, at most.
const PIECE: usize = 16 * 1024;

/// Where an answer's body ends.
enum Length {
    Bytes(usize),
    Chunks,
    Closed,
}

/// A request as it goes over the wire.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head =
        format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}

/// A POST of JSON.
pub fn json(path: &str, body: &str) -> Vec<u8> {
    request("POST", path, &[("content-type", "application/json")], body.as_bytes())
}

/// A GET.
pub fn get(path: &str) -> Vec<u8> {
    request("GET", path, &[], b"")
}

/// Asks once, on a connection of its own; the status and the body.
///
/// # Errors
/// A server that can't be reached, or does not speak HTTP.
pub async fn ask(addr: SocketAddr, request: &[u8]) -> Result<(u16, Vec<u8>)> {
    let mut connection = Connection::open(addr).await?;
    let reply = connection.ask(request).await?;
    Ok((reply.status, reply.body.to_vec()))
}

impl Connection {
    /// # Errors
    /// A server that can't be reached.
    pub async fn open(addr: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(addr).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(16 * 1024), taken: 0 })
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// A connection that breaks off, or an answer that is none of HTTP/1.1.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Reply<'_>> {
        self.send(request).await?;
        self.reply().await
    }

    /// Sends a request and reads until some words have come, and an end after them, though the answer may go on. The
    /// connection is of no further use.
    ///
    /// # Errors
    /// An answer that ends before.
    pub async fn ask_until(mut self, request: &[u8], words: &str, end: &str) -> Result<Vec<u8>> {
        self.send(request).await?;
        let place = loop {
            match find(&self.read, words.as_bytes()) {
                Some(place) => break place,
                None => self.more().await?,
            }
        };
        while find(&self.read[place..], end.as_bytes()).is_none() {
            self.more().await?;
        }
        Ok(self.read)
    }

    async fn reply(&mut self) -> Result<Reply<'_>> {
        self.read.drain(..self.taken);
        let head = loop {
            match find(&self.read, b"\r\n\r\n") {
                Some(end) => break end + 4,
                None => self.more().await?,
            }
        };
        let (status, length) = understood(&self.read[..head])?;
        let end = match length {
            Length::Bytes(bytes) => {
                while self.read.len() < head + bytes {
                    self.more().await?;
                }
                head + bytes
            }
            Length::Chunks => self.chunks(head).await?,
            Length::Closed => {
                while self.some().await? > 0 {}
                self.read.len()
            }
        };
        self.taken = end;
        let text = std::str::from_utf8(&self.read[..head]).map_err(Error::other)?;
        Ok(Reply { status, head: text, body: &self.read[head..end] })
    }

    /// Reads chunks from a place on, until the empty one; where that ends.
    async fn chunks(&mut self, mut place: usize) -> Result<usize> {
        loop {
            let line = loop {
                match find(&self.read[place..], b"\r\n") {
                    Some(length) => break length,
                    None => self.more().await?,
                }
            };
            let size = std::str::from_utf8(&self.read[place..place + line]).map_err(Error::other)?;
            let size = usize::from_str_radix(size.trim(), 16).map_err(Error::other)?;
            place += line + 2 + size + 2;
            while self.read.len() < place {
                self.more().await?;
            }
            if size == 0 {
                return Ok(place);
            }
        }
    }

    async fn more(&mut self) -> Result<()> {
        match self.some().await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    /// Reads what is there, or waits for it; how many bytes, none at the end.
    async fn some(&mut self) -> Result<usize> {
        let before = self.read.len();
        self.read.resize(before + PIECE, 0);
        let read = loop {
            match self.stream.try_read(&mut self.read[before..]) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.stream.readable().await?,
                read => break read,
            }
        };
        self.read.truncate(before + read.as_ref().copied().unwrap_or_default());
        read
    }

    async fn send(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            match self.stream.try_write(bytes) {
                Ok(sent) => bytes = &bytes[sent..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.stream.writable().await?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl Reply<'_> {
    /// A header by its name, in whatever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    lines.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then(|| value.trim()))
}

/// The status, and how long the body is.
fn understood(head: &[u8]) -> Result<(u16, Length)> {
    let head = std::str::from_utf8(head).map_err(Error::other)?;
    let status = head.get(9..12).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| Error::other("this is no answer of HTTP/1.1"))?;
    let length = header(head, "content-length").and_then(|length| length.parse().ok());
    let length = match length {
        Some(bytes) => Length::Bytes(bytes),
        None if header(head, "transfer-encoding").is_some() => Length::Chunks,
        None => Length::Closed,
    };
    Ok((status, length))
}

fn find(bytes: &[u8], words: &[u8]) -> Option<usize> {
    bytes.windows(words.len()).position(|window| window == words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    /// What a server sends, and the bodies that are read of it.
    fn check(sent: &'static str, expected: &[(u16, &str)]) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
            let addr = listener.local_addr().expect("an address");
            tokio::spawn(async move {
                let (stream, _) = listener.accept().await.expect("accepted");
                stream.writable().await.expect("open");
                assert_eq!(stream.try_write(sent.as_bytes()).expect("sent"), sent.len());
            });
            let mut connection = Connection::open(addr).await.expect("open");
            for (status, body) in expected {
                let reply = connection.reply().await.expect("a reply");
                assert_eq!((reply.status, String::from_utf8_lossy(reply.body).as_ref()), (*status, *body));
            }
        });
    }

    #[test]
    fn answers_follow_each_other() {
        let sent =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n";
        check(sent, &[(200, "ab"), (503, "")]);
    }

    #[test]
    fn chunks_end_with_the_empty_one() {
        let chunks = "3\r\nabc\r\n0\r\n\r\n";
        let sent = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nHTTP/1.1 204 No\r\ncontent-length: 0\r\n\r\n";
        check(sent, &[(200, chunks), (204, "")]);
    }

    #[test]
    fn without_a_length_the_end_is_the_end() {
        check("HTTP/1.1 200 OK\r\n\r\nabc", &[(200, "abc")]);
    }
}
