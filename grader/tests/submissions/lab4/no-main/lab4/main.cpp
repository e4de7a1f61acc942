int serve(int connection) { return connection; }
