;;; A session of eglot with the server: hover, completion and findings of one file, as JSON.
;;; VNETSCOPE_EMACS says root, file, line (from 1), column (from 0), word, completed, command and out.
(require 'eglot)
(require 'json)

(defvar asked
  (let ((json-object-type 'alist) (json-array-type 'list))
    (json-read-from-string (getenv "VNETSCOPE_EMACS"))))
(defun given (name) (alist-get name asked))

(defun wait-for (done)
  "Let messages in until DONE returns non-nil, 60 s at most; its value."
  (let ((end (+ (float-time) 60)) value)
    (while (and (not (setq value (funcall done))) (< (float-time) end))
      (accept-process-output nil 0.1))
    value))

(defun hover-here ()
  (let ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                (eglot--TextDocumentPositionParams))))
    (and hover (substring-no-properties (eglot--hover-info (plist-get hover :contents))))))

(defun findings ()
  "What flymake shows. A check is started only where it shows nothing, because one that starts while
the server's report is on its way loses it; and then the server is made to report again."
  (or (flymake-diagnostics)
      (progn (insert " ") (delete-char -1)
             (eglot--signal-textDocument/didChange)
             (flymake-start)
             (let ((end (+ (float-time) 3)))
               (while (and (not (flymake-diagnostics)) (< (float-time) end))
                 (accept-process-output nil 0.1)))
             (flymake-diagnostics))))

(defun completions-of (word)
  (goto-char (point-max))
  (insert "\nint emacs_typed(void) { return (" word)
  (let* ((found (eglot-completion-at-point))
         (names (and found (all-completions word (nth 2 found)))))
    (mapcar #'substring-no-properties names)))

(add-hook 'project-find-functions (lambda (_) (cons 'transient (given 'root))))
(setq eglot-server-programs (list (cons 'c-mode (given 'command)))
      eglot-connect-timeout 60
      eglot-sync-connect 60)

(find-file (given 'file))
(c-mode)
(apply #'eglot (eglot--guess-contact))
(eglot--maybe-activate-editing-mode)
(goto-char (point-min))
(forward-line (1- (given 'line)))
(forward-char (given 'column))

(let* ((hover (wait-for (lambda ()
                          (let ((text (hover-here)))
                            (and text (string-match-p "offset [0-9]" text) text)))))
       (found (wait-for #'findings))
       (messages (mapcar #'flymake-diagnostic-text found))
       (names (completions-of (given 'completed))))
  (set-buffer-modified-p nil)
  (with-temp-file (given 'out)
    (insert (json-encode (list (cons 'hover hover)
                               (cons 'diagnostics (vconcat messages))
                               (cons 'completions (vconcat names)))))))
(eglot-shutdown-all)
