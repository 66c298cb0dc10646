# The formula of a tap: copy it to Formula/credits.rb there. A release fills it in and attaches it.
class Credits < Formula
  desc "Credit usage analyzer for apps built on Base44"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license "MIT"

  on_macos do
    on_arm do
      url "@DOWNLOADS@/v@VERSION@/credits-@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256_AARCH64_APPLE_DARWIN@"
    end
    on_intel do
      url "@DOWNLOADS@/v@VERSION@/credits-@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256_X86_64_APPLE_DARWIN@"
    end
  end

  on_linux do
    on_arm do
      url "@DOWNLOADS@/v@VERSION@/credits-@VERSION@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256_AARCH64_UNKNOWN_LINUX_MUSL@"
    end
    on_intel do
      url "@DOWNLOADS@/v@VERSION@/credits-@VERSION@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256_X86_64_UNKNOWN_LINUX_MUSL@"
    end
  end

  def install
    bin.install "credits"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/credits.bash" => "credits"
    zsh_completion.install "completions/_credits"
    fish_completion.install "completions/credits.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/credits -V")
    (testpath/"usage.csv").write shell_output("#{bin}/credits demo")
    assert_match "Integration", shell_output("#{bin}/credits report usage.csv")
  end
end
