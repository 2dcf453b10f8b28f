-- A second client of `vnetscope lsp --stdio`, scripted: opens a file, waits for the index and the diagnostics, hovers,
-- goes to a definition, and writes what it got as JSON. The request is JSON in the variable VNETSCOPE_NEOVIM.
-- Works from Neovim 0.7 (Debian 12) on.
local request = vim.json.decode(vim.env.VNETSCOPE_NEOVIM)
local answer = { statuses = {} }

local function finish()
  local out = assert(io.open(request.out, 'w'))
  out:write(vim.json.encode(answer))
  out:close()
  vim.cmd('qa!')
end

vim.cmd('edit ' .. vim.fn.fnameescape(request.file))
vim.bo.filetype = 'c'
local buffer = vim.api.nvim_get_current_buf()

local id = vim.lsp.start_client({
  name = 'vnetscope',
  cmd = request.command,
  root_dir = request.root,
  handlers = {
    ['vnetscope/status'] = function(_, status)
      table.insert(answer.statuses, status)
    end,
  },
})
vim.lsp.buf_attach_client(buffer, id)

local function is_ready()
  local last = answer.statuses[#answer.statuses]
  return last ~= nil and last.state == 'ready'
end

answer.ready = vim.wait(request.timeout, is_ready, 20)
if answer.ready then
  local position = {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    position = { line = request.line, character = request.character },
  }
  local client = vim.lsp.get_client_by_id(id)
  answer.capabilities = client.server_capabilities
  for _, method in ipairs({ 'textDocument/hover', 'textDocument/definition' }) do
    local response = client.request_sync(method, position, request.timeout, buffer)
    answer[method] = response and response.result or vim.NIL
  end
  vim.wait(request.diagnostics and request.timeout or 0, function()
    return #vim.diagnostic.get(buffer) > 0
  end, 20)
  answer.diagnostics = {}
  for _, found in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(answer.diagnostics, { line = found.lnum, message = found.message, code = found.code, source = found.source })
  end
end
vim.lsp.stop_client(id)
answer.stopped = vim.wait(5000, function()
  return vim.lsp.get_client_by_id(id) == nil
end, 20)
finish()
