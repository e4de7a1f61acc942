//! Tokio: a task for each connection. One worker is the current-thread runtime, more are the multi-thread one.

mod burn;

use std::io::Write;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone, Copy)]
struct Options {
    port: u16,
    workers: usize,
    work_us: u32,
    buffer_bytes: usize,
}

fn parse_options() -> Option<Options> {
    let mut options = Options { port: 0, workers: 1, work_us: 0, buffer_bytes: 8192 };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next()?;
        match word.as_str() {
            "--port" => options.port = value.parse().ok()?,
            "--workers" => options.workers = value.parse().ok()?,
            "--work-us" => options.work_us = value.parse().ok()?,
            "--buffer" => options.buffer_bytes = value.parse().ok()?,
            _ => return None,
        }
    }
    Some(options)
}

async fn echo(mut stream: TcpStream, options: Options) -> std::io::Result<()> {
    let mut buffer = vec![0; options.buffer_bytes];
    loop {
        let got = stream.read(&mut buffer).await?;
        if got == 0 {
            return Ok(());
        }
        burn::burn(options.work_us);
        stream.write_all(&buffer[..got]).await?;
    }
}

async fn serve(options: Options) -> std::io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", options.port)).await?;
    println!("listening on {}", listener.local_addr()?);
    std::io::stdout().flush()?;
    loop {
        let (stream, _) = listener.accept().await?;
        let _ = stream.set_nodelay(true); // the client may have left already
        tokio::spawn(echo(stream, options));
    }
}

fn main() -> std::io::Result<()> {
    let options = parse_options().unwrap_or_else(|| {
        eprintln!("usage: echo-tokio [--port P] [--workers N] [--work-us U] [--buffer BYTES]");
        std::process::exit(64)
    });
    let runtime = if options.workers > 1 {
        tokio::runtime::Builder::new_multi_thread().worker_threads(options.workers).enable_all().build()?
    } else {
        tokio::runtime::Builder::new_current_thread().enable_all().build()?
    };
    // The accepting task is spawned like all others: on the multi-thread runtime, block_on's own thread is no worker.
    runtime.block_on(async move { tokio::spawn(serve(options)).await.expect("serve panicked") })
}
